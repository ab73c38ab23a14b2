"""Statements: for staff, and for the guarantor who was sent a link."""

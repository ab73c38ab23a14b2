"""Carriers: one port, and one adapter per carrier. They know no Django and no practice."""

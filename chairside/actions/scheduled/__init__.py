"""Texts that leave later: written, changed, cancelled, sent when their moment comes."""

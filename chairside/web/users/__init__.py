"""The settings pages of users and of security."""

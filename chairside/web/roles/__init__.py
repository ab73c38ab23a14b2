"""The settings pages of user roles."""

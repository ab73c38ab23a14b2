"""The verbs of user roles."""

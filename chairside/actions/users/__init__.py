"""The verbs of people who sign in."""

"""The pages of a user's own account: signing in, second factors, sessions, password."""

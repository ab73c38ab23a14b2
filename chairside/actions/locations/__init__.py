"""What an office changes about a location and its text number."""

"""What is done to emails on their way."""

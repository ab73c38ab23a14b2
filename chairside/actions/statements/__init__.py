"""What is done to statements and their links."""

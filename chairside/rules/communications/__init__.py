"""When the system texts by itself, what it says, and why it does not."""

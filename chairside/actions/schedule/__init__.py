"""What is done to the schedule."""

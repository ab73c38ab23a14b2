"""What becomes of a file: kept, checked, brought piece by piece, undone, and forgotten after a day."""

"""What staff do to the records of patients."""

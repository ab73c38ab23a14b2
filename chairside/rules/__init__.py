"""Pure answers: every must and may-not of the practice, without database, network or clock."""

"""What is done to recare types and due dates."""

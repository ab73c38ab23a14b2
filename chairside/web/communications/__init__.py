"""Settings > Patient Care > Patient Communications, and what became of each planned text."""

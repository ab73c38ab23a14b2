"""Settings > Import: a file, its columns, what it would do, how far it is, and its undoing."""

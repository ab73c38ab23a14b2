"""What a demo and development need beside the program: a private PostgreSQL, a supervisor of processes."""

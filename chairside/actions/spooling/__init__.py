"""The spool: where the carrier's requests wait, encrypted and on disk, while the database is away."""

"""One text to a chosen segment: kept as a draft, started, planned, released bit by bit, paused, stopped."""

"""Settings > Patient Communications: what the system texts by itself."""

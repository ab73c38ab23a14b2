"""Settings: what the office decides about itself."""

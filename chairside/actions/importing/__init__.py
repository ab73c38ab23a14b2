"""The steps of bringing a practice's records, all inside one transaction."""

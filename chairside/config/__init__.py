"""Settings, addresses and the application that the server runs."""

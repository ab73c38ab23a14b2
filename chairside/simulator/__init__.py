"""A carrier to play and test with: an HTTP server of its own that speaks Twilio's protocol."""

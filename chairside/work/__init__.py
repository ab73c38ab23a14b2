"""Where the clock and the queue knock: translate to one action, never decide, never write."""

"""What the system sends by itself: plan it, release what is due, look again when it leaves."""

"""The schedule: the day's calendar, one appointment, the Status Tracker, and who hears of changes."""

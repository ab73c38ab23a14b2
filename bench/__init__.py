"""Programs that measure; each prints, as its last line, one JSON object with its figures and ratios."""

"""How many attempts may be written down before a call is free for them: as many as end in 0.4 s."""

from collections import deque

SPAN = 0.4  # seconds
LEAST = 50
MOST = 1000


class Ahead:
    """Counts the calls that have just ended.

    Nobody waits for the database while enough is written down ahead; but what is ahead when the worker is killed
    has to be looked for at the carrier, though it never left. So it is more only while the carrier is quick.
    """

    def __init__(self) -> None:
        self._ended: deque[float] = deque(maxlen=MOST)

    def count_one(self, now: float) -> None:
        """A call has ended; `now` in seconds of a clock that never jumps."""
        self._ended.append(now)

    def most(self, now: float) -> int:
        """Give how many may be ahead now."""
        began = now - SPAN
        while self._ended and self._ended[0] < began:
            self._ended.popleft()
        return max(LEAST, len(self._ended))

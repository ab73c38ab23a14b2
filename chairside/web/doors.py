"""Which number a webhook's address belongs to; remembered for some seconds, since every text asks."""

import time

from asgiref.sync import sync_to_async

from chairside.models import TextNumber

REMEMBERED = 10.0  # seconds
MOST_REMEMBERED = 1000


class Doors:
    """The numbers behind the paths, each remembered for a while."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, TextNumber]] = {}

    async def number(self, path_token: str, *, fresh: bool = False) -> TextNumber | None:
        """Give the number of a path, None for a path of nobody's; `fresh` asks the database again."""
        until, number = self._known.get(path_token, (0.0, None))
        if number is not None and not fresh and time.monotonic() < until:
            return number
        found = await sync_to_async(_look_up)(path_token)
        if found is None:
            self._known.pop(path_token, None)
        else:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[path_token] = (time.monotonic() + REMEMBERED, found)
        return found


doors = Doors()


def tokens_of(number: TextNumber) -> list[str]:
    """Give the tokens that a signature may be made with: the present one and the one before."""
    return [token for token in (number.auth_token, number.previous_auth_token) if token]


def _look_up(path_token: str) -> TextNumber | None:
    return TextNumber.objects.filter(path_token=path_token).select_related("location").first()

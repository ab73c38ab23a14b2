"""The addresses at which the carrier knocks."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Address:
    """A webhook's path, taken apart; without an attempt's token it is for texts.

    A probe is the doctor's own question whether the way to us works: it is answered and leaves nothing.
    """

    path_token: str
    attempt_token: str | None
    is_probe: bool = False


@lru_cache(maxsize=4096)
def address_of(path: str) -> Address | None:
    """Read a path below /hooks/, percent-encoded or not; None when it is no webhook's."""
    match unquote(path).strip("/").split("/"):
        case ["hooks", path_token, "messages"]:
            return Address(path_token, None)
        case ["hooks", path_token, "status", attempt_token]:
            return Address(path_token, attempt_token)
        case ["hooks", path_token, "probe"]:
            return Address(path_token, None, is_probe=True)
    return None

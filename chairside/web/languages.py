"""What a page says again and again is put into words once for each language."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps

from django.utils.translation import get_language


def once_in_each_language[**P, T](most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last `most` answers of a function of plain values (positional, hashable) by the reader's language.

    Values that are equal get one answer: an aware moment must be given as the clock on the wall shows it, since two
    clocks may say the same moment differently, and markup must not be given at all, since it equals its plain text.
    """

    def keep(say: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(most)
        def kept(language: str | None, *values: Hashable) -> T:
            return say(*values)  # type: ignore[call-arg, arg-type]

        @wraps(say)
        def said(*values: Hashable) -> T:
            return kept(get_language(), *values)

        return said  # type: ignore[return-value]  # positional values only

    return keep

"""X-Twilio-Signature: base64 of HMAC-SHA1 over the public address and all parameters.

Source: Twilio, "Webhooks security". Empty values count; the same value given twice counts once.
"""

from collections.abc import Sequence

from twilio.request_validator import RequestValidator


class Parameters(dict[str, str]):
    """Form parameters in the shape that the validator asks: a name may have several values."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    def getall(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]


def verify(tokens: Sequence[str], url: str, sent: Sequence[tuple[str, str]] | str, signature: str) -> bool:
    """Whether `signature` was made with one of the tokens over `url` and what was sent.

    `sent` is the form's parameters, or a JSON body as text (whose hash is then in the address).
    """
    if not signature:
        return False
    what = sent if isinstance(sent, str) else Parameters(sent)
    return any(RequestValidator(token).validate(url, what, signature) for token in tokens)

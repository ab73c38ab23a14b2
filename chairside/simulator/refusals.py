"""A request that Twilio would refuse."""


class TwilioError(Exception):
    """The refusal's code, its HTTP status, and what of the request its message quotes."""

    def __init__(self, code: int, status: int, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.about = about

"""What an authenticator app shows."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_of(secret: str) -> str:
    """Give the code of this half minute."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))

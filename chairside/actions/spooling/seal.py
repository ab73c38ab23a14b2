"""How the spool is encrypted: AES-256-GCM under a key of its own, derived from the secret key."""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"chairside spool 1\n"
NONCE = 12  # bytes, random for each file: 2**32 files under one key would be the limit


class Unreadable(Exception):
    """What was sealed has been changed, or torn, or is none of ours."""


class Seal:
    """Closes and opens files of the spool; `name` tells keys apart without telling anything of them."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"chairside spool").derive(secret.encode())
        self.name = hashlib.sha256(b"name of " + key).hexdigest()[:8]
        self._box = AESGCM(key)

    def close(self, content: bytes) -> bytes:
        """Encrypt."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._box.encrypt(nonce, content, VERSION)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt; raise `Unreadable`."""
        start = len(VERSION)
        try:
            return self._box.decrypt(sealed[start : start + NONCE], sealed[start + NONCE :], sealed[:start])
        except (InvalidTag, ValueError):
            raise Unreadable from None

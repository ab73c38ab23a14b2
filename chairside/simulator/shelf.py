"""Files of texts, on disk beside the ledger."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

SID = re.compile(r"ME[0-9a-f]{32}")


class Shelf:
    """Keeps files by sid."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "media"

    def put(self, content_type: str, content: bytes) -> str:
        """Keep a file and give its sid."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        sid = f"ME{secrets.token_hex(16)}"
        (self._directory / sid).write_bytes(content_type.encode() + b"\n" + content)
        return sid

    def get(self, sid: str) -> tuple[str, bytes] | None:
        """Give a file's content type and content; None when there is no such file."""
        if not SID.fullmatch(sid) or not (self._directory / sid).exists():
            return None
        content_type, _, content = (self._directory / sid).read_bytes().partition(b"\n")
        return content_type.decode(), content

"""One short name for the whole content of a directory."""

import hashlib
from pathlib import Path


def fingerprint(directory: Path) -> str:
    """Hash names and contents of all files below; 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(directory)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

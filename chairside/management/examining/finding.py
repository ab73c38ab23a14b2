"""What was found of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `remedy` is empty when all is well. `name` is a kind, and perhaps whose: "carrier, Downtown"."""

    name: str
    is_ok: bool
    what: str
    remedy: str = ""

    @property
    def kind(self) -> str:
        return self.name.split(",", 1)[0]


def well(name: str, what: str) -> Finding:
    """All is well."""
    return Finding(name, is_ok=True, what=what)


def wrong(name: str, what: str, remedy: str) -> Finding:
    """Something must be done."""
    return Finding(name, is_ok=False, what=what, remedy=remedy)

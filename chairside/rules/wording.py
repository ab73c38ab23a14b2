"""Sentences that rules say to staff: kept as text and values, so that the web can translate them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence: `text` is the English message id, `values` fill its `%(name)s` places."""

    text: str
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def say(text: str, **values: object) -> Words:
    """Make a sentence; the name `say` is also what the collector of translations looks for."""
    return Words(text, {name: str(value) for name, value in values.items()})

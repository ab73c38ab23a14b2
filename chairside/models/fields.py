"""Columns with a rule of their own: references that stay inside an organization, sealed secrets, enums."""

import base64
import hashlib
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class Within(models.ForeignKey[Any, Any]):
    """A reference to a row of the same organization.

    The database holds it by a foreign key over (organization_id, id), made in a migration, so no
    row can point into another practice; Django's own single-column key would be weaker and is left out.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database holds encrypted (Fernet: AES-128-CBC and HMAC) under the secret key."""

    def get_prep_value(self, value: str | None) -> str | None:
        return None if value is None else seal(value)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return None if value is None else unseal(value, self.name)


class SealBroken(Exception):
    """A sealed column was written under another CHAIRSIDE_SECRET_KEY."""

    def __init__(self, column: str) -> None:
        super().__init__(
            f"{column} was sealed with another CHAIRSIDE_SECRET_KEY. "
            "Start with the key that this database was made with."
        )


def seal(text: str) -> str:
    """Encrypt a secret for the database."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str, name: str) -> str:
    """Give the secret again; raises `SealBroken`, which names it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken(name) from None


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Give an enum's values as a column's choices; sentences for people live in the rules."""
    return [(word.value, word.value) for word in words]


def one_of(column: str, words: type[StrEnum], *, name: str) -> models.CheckConstraint:
    """Let the database itself refuse any other word in the column."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": [word.value for word in words]}), name=name)


def _box() -> Fernet:
    digest = hashlib.sha256(b"chairside sealed column" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))

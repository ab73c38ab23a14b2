"""The settings that an office gives through the environment: one table, read once, errors named.

The table in docs/settings.md is made from `SETTINGS`; a test holds the two together.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url


class WrongSetting(Exception):
    """A setting has a value that cannot work; the text says which, why and what would."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table: its name, what it means, its default as text, and how it is read."""

    name: str
    meaning: str
    default: str | None
    read: Callable[[str], object]


def secret(value: str) -> str:
    if len(value) < 32:
        raise ValueError("needs at least 32 characters; make one with: openssl rand -base64 48")
    return value


def yes_or_no(value: str) -> bool:
    if value.lower() not in {"yes", "no", "true", "false", "1", "0"}:
        raise ValueError("must be yes or no")
    return value.lower() in {"yes", "true", "1"}


def address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as https://text.example.com")
    if parts.path.rstrip("/") or parts.query or parts.fragment:
        raise ValueError("must be scheme, host and port only, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def database(value: str) -> dict[str, object]:
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("must be a PostgreSQL address such as postgresql://user:secret@host/name")
    return dict(dj_database_url.parse(value))


def hosts(value: str) -> list[str]:
    return [host.strip() for host in value.split(",") if host.strip()]


def token(value: str) -> str:
    if value and len(value) < 24:
        raise ValueError("needs at least 24 characters; make one with: openssl rand -base64 24")
    return value


def positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("must be a whole number above zero")
    return int(value)


def directory(value: str) -> Path:
    path = Path(value).expanduser()
    if not path.is_absolute():
        raise ValueError("must be a whole path, beginning with /")
    return path


def directory_or_none(value: str) -> Path | None:
    return directory(value) if value else None


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how it is reached."""

    host: str
    port: int
    user: str
    password: str
    security: str


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A directory into which emails are written instead of being sent, to look at what would go out."""

    path: Path


def mail_server(value: str) -> MailServer | MailFolder | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme == "file":
        return MailFolder(directory(unquote(parts.path)))
    security = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}.get(parts.scheme)
    if security is None or not parts.hostname:
        raise ValueError(
            "must be smtp+starttls://user:secret@host:587, smtps://…:465, smtp://… on this machine, or file:///directory"
        )
    usual = {"none": 25, "starttls": 587, "tls": 465}[security]
    return MailServer(
        parts.hostname, parts.port or usual, unquote(parts.username or ""), unquote(parts.password or ""), security
    )


def level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return value.upper()


SETTINGS = (
    Setting(
        "DATABASE_URL",
        "The PostgreSQL database (15 to 18), as postgresql://user:secret@host:5432/name.",
        None,
        database,
    ),
    Setting(
        "CHAIRSIDE_SECRET_KEY",
        "Signs sessions and seals the carrier's tokens in the database. At least 32 characters; keep it.",
        None,
        secret,
    ),
    Setting(
        "CHAIRSIDE_PUBLIC_URL",
        "The address under which browsers and the carrier reach the program. Webhook signatures are checked over it.",
        "http://127.0.0.1:8000",
        address,
    ),
    Setting(
        "CHAIRSIDE_ALLOWED_HOSTS",
        "Further host names that the program answers to, separated by commas.",
        "",
        hosts,
    ),
    Setting(
        "CHAIRSIDE_CARRIER_URL",
        "Where the carrier's API answers. Only a test or a demo changes it.",
        "https://api.twilio.com",
        address,
    ),
    Setting(
        "CHAIRSIDE_DATABASE_CONNECTIONS",
        "How many database connections one process may hold.",
        "10",
        positive,
    ),
    Setting(
        "CHAIRSIDE_SPOOL",
        "A directory of this machine where texts wait, encrypted, while the database is away. Kept across restarts.",
        "~/.local/state/chairside/spool",
        directory,
    ),
    Setting(
        "CHAIRSIDE_SPOOL_MEGABYTES",
        "How much may wait there; beyond it the carrier is told to come back. A thousand texts are under one megabyte.",
        "256",
        positive,
    ),
    Setting(
        "CHAIRSIDE_BACKUPS",
        "The directory of this machine where backups arrive: `chairside doctor` then tells how old the newest is.",
        "",
        directory_or_none,
    ),
    Setting(
        "CHAIRSIDE_MAIL",
        "The mail server for statements that no text can carry, as smtp+starttls://user:secret@host:587. "
        "With file:///directory each email is written there and goes nowhere (the demo does so). "
        "Without it nothing is mailed.",
        "",
        mail_server,
    ),
    Setting(
        "CHAIRSIDE_MAIL_FROM",
        "The address from which emails come, such as Cedar Dental <billing@example.com>.",
        "",
        str,
    ),
    Setting(
        "CHAIRSIDE_LOG_LEVEL",
        "How much the log tells: DEBUG, INFO, WARNING or ERROR. No level logs a name, a number or a text.",
        "INFO",
        level,
    ),
    Setting(
        "CHAIRSIDE_METRICS_TOKEN",
        "Who sends it as `Authorization: Bearer …` may read /metrics. Without it only this machine may, past no proxy.",
        "",
        token,
    ),
    Setting(
        "CHAIRSIDE_DEMO",
        "Shows the demo's sign-ins on the sign-in page. Never for real patients.",
        "no",
        yes_or_no,
    ),
)


def read_environment(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Give every setting's value by name; raise `WrongSetting` naming all that are missing or wrong."""
    values: dict[str, object] = {}
    wrong = []
    for setting in SETTINGS:
        given = environment.get(setting.name, setting.default)
        if given is None:
            wrong.append(f"{setting.name} is not set: {setting.meaning}")
            continue
        try:
            values[setting.name] = setting.read(given)
        except ValueError as error:
            wrong.append(f"{setting.name} is wrong: {error}.")
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return values


def table() -> str:
    """Write the documented table of settings, as docs/settings.md holds it."""
    rows = [
        f"| `{setting.name}` | {setting.meaning} | {f'`{setting.default}`' if setting.default else _without(setting)} |"
        for setting in SETTINGS
    ]
    head = "# Settings\n\nRead from the environment at start; a wrong value is named then.\n"
    return "\n".join([head, "| name | meaning | default |", "|---|---|---|", *rows, ""])


def _without(setting: Setting) -> str:
    return "must be set" if setting.default is None else "none"


if __name__ == "__main__":
    print(table(), end="")

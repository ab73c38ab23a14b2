"""Settings: each wrong one is named, and the documented table is the real one."""

from pathlib import Path

import pytest

from chairside.config.environment import MailFolder, MailServer, WrongSetting, read_environment, table

RIGHT = {"DATABASE_URL": "postgresql://u:s@host/name", "CHAIRSIDE_SECRET_KEY": "k" * 40}


def test_the_least_that_is_needed():
    values = read_environment(RIGHT)
    assert values["CHAIRSIDE_PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_what_is_missing_is_named_all_at_once():
    with pytest.raises(WrongSetting) as wrong:
        read_environment({})
    assert "DATABASE_URL is not set" in str(wrong.value)
    assert "CHAIRSIDE_SECRET_KEY is not set" in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://host/name"), ("CHAIRSIDE_SECRET_KEY", "short"), ("CHAIRSIDE_PUBLIC_URL", "text.example.com"),
        ("CHAIRSIDE_PUBLIC_URL", "https://text.example.com/path"), ("CHAIRSIDE_DATABASE_CONNECTIONS", "none"),
        ("CHAIRSIDE_DATABASE_CONNECTIONS", "0"), ("CHAIRSIDE_DEMO", "perhaps"), ("CHAIRSIDE_LOG_LEVEL", "LOUD"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(WrongSetting, match=f"{name} is wrong"):
        read_environment({**RIGHT, name: value})


@pytest.mark.parametrize("value", ["smtp+starttls://me:se%20cret@mail.example.com", "file:///var/emails", ""])
def test_emails_go_to_a_server_a_directory_or_nowhere(value):
    mail = read_environment({**RIGHT, "CHAIRSIDE_MAIL": value})["CHAIRSIDE_MAIL"]
    known = {
        "": None,
        "file:///var/emails": MailFolder(Path("/var/emails")),
        "smtp+starttls://me:se%20cret@mail.example.com": MailServer(
            "mail.example.com", 587, "me", "se cret", "starttls"
        ),
    }
    assert mail == known[value]


def test_the_documented_table_is_the_real_one():
    written = Path(__file__).parents[2] / "docs" / "settings.md"
    assert written.read_text() == table()

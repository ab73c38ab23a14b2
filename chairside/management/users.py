"""`chairside user`: add, disable, set a password."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from chairside.management.failing import WrongUse
from chairside.management.house import open_furnished_house

app = typer.Typer(help="People who sign in.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="The name under which they sign in.")]


@app.command()
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="The full name.")],
    organization: Annotated[str, typer.Option(help="The organization's name.")],
    role: Annotated[str, typer.Option(help="The name of a role.")] = "Receptionist",
    location: Annotated[list[str] | None, typer.Option(help="A location; repeat for more. All without.")] = None,
) -> None:
    """Add a user with a role; the password is asked for, or read from standard input."""
    open_furnished_house()
    from chairside.actions.users.add_user import CannotAdd, add_user

    try:
        user = add_user(
            organization=organization,
            username=username,
            name=name,
            role=role,
            locations=location or [],
            password=_password(),
        )
    except CannotAdd as cannot:
        raise WrongUse(str(cannot)) from None
    typer.echo(f"{user.username} can sign in now.")


@app.command()
def disable(username: Username) -> None:
    """Let a user in no more; what they have open ends at once."""
    open_furnished_house()
    from chairside.actions.users.disable_user import disable_user
    from chairside.actions.users.find_user import NoSuchUser, find_user
    from chairside.actions.users.keeping_an_administrator import LastAdministrator

    try:
        disable_user(find_user(username), by=None, now=datetime.now(UTC))
    except (NoSuchUser, LastAdministrator) as refused:
        raise WrongUse(str(refused)) from None
    typer.echo(f"{username} can sign in no more.")


@app.command()
def password(username: Username) -> None:
    """Give a user a new password; it is asked for, or read from standard input."""
    open_furnished_house()
    from chairside.actions.users.find_user import NoSuchUser
    from chairside.actions.users.set_password import WeakPassword, set_password

    try:
        set_password(username, _password())
    except (NoSuchUser, WeakPassword) as wrong:
        raise WrongUse(str(wrong)) from None
    typer.echo(f"{username} has a new password.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")

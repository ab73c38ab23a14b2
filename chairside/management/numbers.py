"""`chairside number`: connect a location's number to the carrier's account."""

import sys
from typing import Annotated

import typer

from chairside.management.failing import WrongUse
from chairside.management.house import open_furnished_house

app = typer.Typer(help="The numbers that locations text from.", no_args_is_help=True)


@app.command()
def connect(
    number: Annotated[str, typer.Argument(help="The number, such as +13125550190.")],
    organization: Annotated[str, typer.Option(help="The organization's name.")],
    location: Annotated[str, typer.Option(help="The location's name.")],
    account_sid: Annotated[str, typer.Option(help="The account's sid at the carrier (AC…).")],
) -> None:
    """Connect a number; the account's token is asked for, or read from standard input."""
    open_furnished_house()
    from django.conf import settings

    from chairside.actions.connect_number import CannotConnect, connect_number

    try:
        connected = connect_number(
            organization=organization,
            location=location,
            number=number,
            account_sid=account_sid,
            auth_token=_token(),
        )
    except CannotConnect as cannot:
        raise WrongUse(str(cannot)) from None
    typer.echo(f"Connected. Enter this address for incoming messages (HTTP POST) at the carrier:\n"
               f"{settings.PUBLIC_URL}/hooks/{connected.path_token}/messages")  # fmt: skip


def _token() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Auth token", hide_input=True))
    return sys.stdin.readline().strip()

"""The command line `chairside`: one verb each. Exit status 0 done, 1 failed, 2 wrong use or setting."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from chairside.management import audits, imports, numbers, users
from chairside.management.failing import WrongUse, told

app = typer.Typer(
    help="Text messaging between a dental office and its patients.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(audits.app, name="audit")
app.add_typer(users.app, name="user")
app.add_typer(numbers.app, name="number")
app.add_typer(imports.app, name="imports")

Port = Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65534)]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


def main() -> None:
    """Run the command line; what an operator can mend is told in a sentence, not a traceback."""
    with told():
        app(prog_name="chairside")


@app.command()
def demo(
    port: Port = 8000,
    data: Annotated[Path, typer.Option(help="Where the practice is kept.", envvar="CHAIRSIDE_DEMO_DATA")] = Path(
        ".demo"
    ),
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget everything and start anew.")] = False,
) -> None:
    """Start a practice to play with: database, web, worker and simulated phones, until Ctrl-C."""
    from chairside.management.demo import run_demo

    run_demo(port, data.expanduser().resolve(), fresh=fresh)


@app.command()
def serve(
    port: Port = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve pages, live streams and the carrier's webhooks."""
    from chairside.management.serving import serve_forever

    serve_forever(host, port)


@app.command()
def intake(
    port: Port = 8002,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the carrier's webhooks alone, so that no page makes a text wait; the proxy sends /hooks/ here."""
    from chairside.management.serving import DOOR, serve_forever

    serve_forever(host, port, DOOR)


@app.command()
def work() -> None:
    """Send what is queued and look after what runs unasked, until told to end."""
    from chairside.management.working import work_forever

    work_forever()


@app.command()
def simulator(
    data: Annotated[Path, typer.Option(help="Where its ledger is kept.")],
    port: Port = 8001,
    numbers: Annotated[Path | None, typer.Option(help="A JSON file of the practice's numbers.")] = None,
) -> None:
    """Start the simulated carrier with its phones, on this machine only."""
    from chairside.simulator.server import run

    if numbers and not numbers.exists():
        raise WrongUse(f"{numbers} does not exist.")
    try:
        run(port, data, numbers)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise WrongUse(f"The simulator cannot start: {why}. Choose another --port or --data.") from None


@app.command()
def migrate() -> None:
    """Bring the database to the form that this version needs."""
    from chairside.management.house import migrate_database, open_house

    open_house()
    migrate_database()


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="A CSV table of patients or of appointments, or FHIR R4 (JSON, NDJSON).")
    ],
    *,
    organization: Annotated[
        str,
        typer.Option(help="The name of the organization that takes the records; FHIR's own without."),
    ] = "",
    location: Annotated[str, typer.Option(help="The location whose table it is; needed where there are several.")] = "",
    kind: Annotated[str, typer.Option(help="patients, appointments or fhir; guessed without.")] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help='What a column means, as "Cell=Mobile phone"; "Cell=" leaves it out. Repeatable.'),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Write the rows that were kept out into this CSV file, to be mended.")
    ] = None,
    json: Json = False,
) -> None:
    """Bring a practice's records from a file; again without a change, and undone with `chairside imports undo`."""
    from chairside.management.importing import Asked, import_file_as_asked

    import_file_as_asked(file, Asked(organization, location, kind, tuple(columns or ()), dry_run, errors, json))


@app.command()
def restored(
    confirm: Annotated[bool, typer.Option("--confirm", help="The restored database is right: send again.")] = False,
) -> None:
    """Say whether sending rests because a backup was restored, and what was done about it; end it with --confirm."""
    from chairside.management.restoring import tell_restored

    tell_restored(confirm=confirm)


@app.command()
def doctor(json: Json = False) -> None:
    """Look after everything that must work, and say of each what is wrong and what to do."""
    from chairside.management.doctor import examine

    sys.exit(examine(as_json=json))


if __name__ == "__main__":
    main()

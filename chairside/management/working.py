"""Run the worker; `python -m chairside.management.working` starts it without the command line."""

from chairside.management.failing import told
from chairside.management.house import open_house, try_spool


def work_forever() -> None:
    """Send what is queued and look after what runs unasked, until SIGTERM or SIGINT."""
    open_house()
    try_spool()
    from chairside.work.worker import run

    run()


if __name__ == "__main__":
    with told():
        work_forever()

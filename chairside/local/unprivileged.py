"""PostgreSQL refuses to run as root: find somebody else for it to be."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from chairside.local.binaries import NoPostgres

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Runner:
    """How a program of PostgreSQL is started: words before its command, and the ids it runs under (None: ours)."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None


def find_runner(directory: Path) -> Runner:
    """Give the way to run PostgreSQL on this directory, which is made to belong to whoever that is.

    We ourselves, unless we are root; then somebody in a user namespace; where namespaces are
    refused, another user of the machine. Raises `NoPostgres` when nobody can.
    """
    if os.geteuid() != 0:
        return Runner()
    if _namespaces_are_allowed():
        _give(directory, 0, 0)
        return Runner(prefix=NAMESPACE)
    for name in STAND_INS:
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        _give(directory, person.pw_uid, person.pw_gid)
        if _can_write(directory, person):
            return Runner(user=person.pw_uid, group=person.pw_gid)
    _give(directory, 0, 0)
    raise NoPostgres(
        f"PostgreSQL does not run as root, and no other user may enter {directory}. "
        "Start this as a normal user, or choose a directory under /var/tmp with --data."
    )


def _namespaces_are_allowed() -> bool:
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _give(directory: Path, user: int, group: int) -> None:
    if directory.stat().st_uid == user:
        return
    for path in (directory, *directory.rglob("*")):
        os.chown(path, user, group, follow_symlinks=False)


def _can_write(directory: Path, person: pwd.struct_passwd) -> bool:
    tried = subprocess.run(
        ["test", "-w", str(directory)], user=person.pw_uid, group=person.pw_gid, extra_groups=[], check=False
    )
    return tried.returncode == 0

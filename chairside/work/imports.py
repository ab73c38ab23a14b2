"""Carry imports on in a process of their own: a large file neither holds up a text nor stays in the worker's memory."""

import asyncio
import sys

from asgiref.sync import sync_to_async

from chairside.actions.import_runs.carry_on import import_at_work

PROGRAM = (sys.executable, "-m", "chairside.management.carrying")


async def carry_imports_on() -> None:
    """Start the process when there is something to do, and wait until it has ended.

    It reads our end of its standard input only to hear that we are gone: then it ends too.
    """
    if await sync_to_async(import_at_work)() is None:
        return
    process = await asyncio.create_subprocess_exec(*PROGRAM, stdin=asyncio.subprocess.PIPE)
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()

"""The simulator as a process of its own."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request


def command(directory, port):
    """Give the command line that starts it in a directory."""
    given = ["--port", str(port), "--data", str(directory / "data"), "--numbers", str(directory / "numbers.json")]
    return [sys.executable, "-m", "chairside.simulator", *given]


def started(directory, numbers):
    """Start it and wait until it answers; gives the process and its address."""
    (directory / "numbers.json").write_text(json.dumps(numbers))
    port = free_port()
    process = subprocess.Popen(command(directory, port))
    deadline = time.monotonic() + 20
    while True:
        try:
            ask(f"http://127.0.0.1:{port}/sim/faults")
        except OSError:
            assert process.poll() is None, "it did not start"
            assert time.monotonic() < deadline, "it is not there"
            time.sleep(0.05)
        else:
            return process, f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def running(directory, numbers):
    """Run it; gives its address."""
    process, url = started(directory, numbers)
    try:
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def free_port():
    """Give a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def ask(url, content=None, method=None):
    """Ask the control API."""
    data = json.dumps(content).encode() if content is not None else None
    with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=10) as answer:
        told = answer.read()
    return json.loads(told) if told else None

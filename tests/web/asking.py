"""Ask the program as a server does, past no network: one request, its status and its body."""

from asgiref.testing import ApplicationCommunicator


async def headers_of(application, path, *, method="GET", headers=()):
    """Give the status and the headers of one request, by their names."""
    asked = ApplicationCommunicator(application, scope_of(path, headers, "127.0.0.1", method))
    await asked.send_input({"type": "http.request", "body": b"", "more_body": False})
    begun = await asked.receive_output(10)
    while (await asked.receive_output(10)).get("more_body"):
        pass
    await asked.wait()
    return begun["status"], {name.decode().lower(): value.decode() for name, value in begun["headers"]}


async def ask(application, path, headers=(), client="127.0.0.1", *, method="GET", body=b""):
    """Give status and body of one request."""
    asked = ApplicationCommunicator(application, scope_of(path, headers, client, method))
    await asked.send_input({"type": "http.request", "body": body, "more_body": False})
    begun = await asked.receive_output(10)
    answer = b""
    while True:
        part = await asked.receive_output(10)
        answer += part["body"]
        if not part.get("more_body"):
            await asked.wait()
            return begun["status"], answer.decode()


def scope_of(path, headers, client="127.0.0.1", method="GET"):
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": (client, 50000),
        "server": ("127.0.0.1", 8000),
    }

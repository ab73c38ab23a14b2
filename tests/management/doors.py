"""Servers on this machine that stand before us, or in our place, for as long as a test lasts."""

import contextlib
import http.server
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def served(answer) -> Iterator[str]:
    """Answer every request with `answer(method, path, headers, body)`: a status and a body. Gives the address."""

    class Desk(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length", 0))
            status, body = answer(self.command, self.path, self.headers, self.rfile.read(length))
            self.send_response(status)
            if status in {301, 302, 307}:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the server calls

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A partner's receiver: a real HTTP server on this machine that writes down what it was sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from standardwebhooks import Webhook

Reply = Callable[["Receiver", int], tuple[int, dict[str, str], bytes]]


class Receiver:
    """What came, in order; ``reply`` decides the answer to the n-th request."""

    def __init__(self, reply: Reply | None = None):
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.reply = reply or (lambda _self, _number: (204, {}, b""))
        self.lock = Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # the name that the library asks for
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
                    number = len(receiver.came)
                status, headers, answer = receiver.reply(receiver, number)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *told):
                """Nothing on the console."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.place}/hooks"

    @property
    def ids(self) -> list[str]:
        """The identifiers that came."""
        return [headers["webhook-id"] for headers, _body in self.came]

    def verified(self, secret: str, number: int = -1) -> dict:
        """The document of a request, checked by the scheme's own library."""
        headers, body = self.came[number]
        return Webhook(secret).verify(body, headers)


@contextmanager
def receiving(reply: Reply | None = None) -> Iterator[Receiver]:
    """A receiver that listens, and ends."""
    receiver = Receiver(reply)
    thread = Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()

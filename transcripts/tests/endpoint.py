"""A speech endpoint on this machine that answers as a real one does, and also late, half, wrongly or not at all."""

import io
import json
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SAID = ["It", "was", "the", "coldest", "winter."]
Answer = Callable[["Handler"], None]


class Endpoint:
    """`script` holds what is to happen to the next requests; behind its end, each is answered as `usual` does."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/v1"
        self.script: list[Answer] = []
        self.usual: Answer = full
        self.asked: list[dict[str, object]] = []
        self.over = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        endpoint: Endpoint = self.server.endpoint
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.form = self.fields(body)
        endpoint.asked.append({**self.form, "path": self.path, "key": self.headers["Authorization"]})
        (endpoint.script.pop(0) if endpoint.script else endpoint.usual)(self)

    def fields(self, body: bytes) -> dict[str, object]:
        return fields(self.headers["Content-Type"], body)

    def give(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def fields(content_type: str, body: bytes) -> dict[str, object]:
    """The parts of a form by name; of the file its seconds and its size."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    found: dict[str, object] = {}
    for part in BytesParser().parsebytes(head + body).get_payload():
        name, raw = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if name == "file":
            with wave.open(io.BytesIO(raw)) as sound:
                found["seconds"], found["bytes"] = sound.getnframes() / sound.getframerate(), len(raw)
        else:
            found.setdefault(name, []).append(raw.decode()) if name.endswith("[]") else found.update(
                {name: raw.decode()}
            )
    return found


def full(handler: Handler) -> None:
    """Segments and words as whisper-1 gives them: words without marks, the language by its name, times beyond the sound."""
    length = handler.form["seconds"] + 0.02
    share = length / len(SAID)
    words = [
        {"word": word.strip("."), "start": place * share, "end": (place + 1) * share} for place, word in enumerate(SAID)
    ]
    text = " ".join(SAID)
    segment = {"id": 0, "seek": 0, "start": 0.0, "end": length, "text": f" {text}", "tokens": [1], "temperature": 0.0}
    scores = {"avg_logprob": -0.2, "compression_ratio": 1.1, "no_speech_prob": 0.01}
    told = {"task": "transcribe", "language": "english", "duration": length, "text": text}
    answer(**told, segments=[segment | scores], words=words)(handler)


def answer(**told: object) -> Answer:
    return lambda handler: handler.give(200, json.dumps(told).encode())


def raw(body: bytes, **headers: str) -> Answer:
    return lambda handler: handler.give(200, body, **headers)


def refusal(status: int, *, code: str = "", **headers: str) -> Answer:
    body = json.dumps({"error": {"message": "grandma said no", "type": "x", "param": None, "code": code or None}})
    return lambda handler: handler.give(status, body.encode(), **headers)


def half(handler: Handler) -> None:
    """Says that more will come, and hangs up."""
    handler.give(200, b'{"text": "It was the', length="500")
    handler.close_connection = True


def silence(handler: Handler) -> None:
    """Takes the sound and never says a word."""
    handler.server.endpoint.over.wait(10)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """A byte now and then, without end."""
    handler.give(200, b"{", length="100000")
    while not handler.server.endpoint.over.wait(0.02):
        try:
            handler.wfile.write(b" ")
        except OSError:
            break
    handler.close_connection = True


@contextmanager
def running(handler: type[Handler] = Handler, usual: Answer | None = None) -> Iterator[Endpoint]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.endpoint = endpoint = Endpoint(server)
    endpoint.usual = usual or full
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.over.set()
        server.shutdown()
        server.server_close()
        thread.join()

"""A gate in front of a server: while it is shut nobody gets through; while it is frozen nobody gets an answer."""

import socket
import threading
import time
from contextlib import suppress


class Gate:
    """Forwards a free port of loopback to `port`."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.is_shut = self.is_frozen = False
        self.open_sockets: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if self.is_shut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                self.open_sockets += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self.forward, args=(source, sink), daemon=True).start()

    def forward(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                while self.is_frozen:
                    time.sleep(0.05)
                sink.sendall(data)
        self.drop(source, sink)

    def shut(self) -> None:
        self.is_shut = True
        self.drop(*self.open_sockets)
        self.open_sockets.clear()

    def open(self) -> None:
        self.is_shut = self.is_frozen = False

    def drop(self, *sockets: socket.socket) -> None:
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def close(self) -> None:
        self.open()
        self.drop(self.listener, *self.open_sockets)

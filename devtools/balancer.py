"""A load balancer in front of Odoo processes: each connection goes to the next of them that answers."""

from __future__ import annotations

import itertools
import socket
import socketserver
import threading
from collections.abc import Sequence
from contextlib import suppress

from devtools.network import HOST

CHUNK = 65_536


class Balancer:
    """`with Balancer([8069, 8070]) as balancer:` listens on `balancer.port` of this machine."""

    def __init__(self, ports: Sequence[int]):
        self.turns = itertools.cycle(ports)
        self.tries = len(ports)
        self.server = socketserver.ThreadingTCPServer((HOST, 0), self._forward)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self) -> Balancer:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _forward(self, client: socket.socket, _address, _server) -> None:
        for _try in range(self.tries):
            try:
                host = socket.create_connection((HOST, next(self.turns)))
            except OSError:
                continue
            with host:
                back = threading.Thread(target=_pump, args=(host, client), daemon=True)
                back.start()
                _pump(client, host)
                back.join()
            return


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Everything from one to the other, until one of them closes."""
    with suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    for side in (source, target):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)

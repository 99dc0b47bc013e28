"""Ports of this machine."""

from __future__ import annotations

import socket

from devtools.console import Failure

HOST = "127.0.0.1"


def free_port(first: int = 0, tries: int = 100) -> int:
    """A port nobody listens on: any one, or `first` or one of those that follow."""
    for port in range(first, first + tries) if first else [0]:
        with socket.socket() as candidate:
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                candidate.bind((HOST, port))
            except OSError:
                continue
            return candidate.getsockname()[1]
    raise Failure(f"No port from {first} to {first + tries - 1} is free here: close one of the programs there.")

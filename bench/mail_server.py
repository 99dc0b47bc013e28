"""The mail sink as an SMTP server that answers at once: `python -m bench.mail_server FOLDER` prints its port.

Without TCP_NODELAY each greeting of several lines waits 40 ms for the client's acknowledgement, on no network but this
machine's own; whoever opens a connection for each mail would look slower than he is.
"""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path

from devtools.network import HOST
from devtools.smtp_sink import FolderHandler, FreePortController


def main(folder: Path) -> None:
    """Serve until it is terminated."""
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # before the server's thread starts, which inherits it
    folder.mkdir(parents=True, exist_ok=True)
    listening = socket.create_server((HOST, 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it
    controller = FreePortController(FolderHandler(folder), listening)
    controller.start()
    print(listening.getsockname()[1], flush=True)
    signal.sigwait(signals)
    controller.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

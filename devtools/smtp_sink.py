"""An SMTP server on this machine that delivers nothing: each message becomes a numbered .eml file in a folder.

    with SmtpSink(folder) as sink:
        ...  # send to 127.0.0.1, port sink.port
        print(sink.count())

`python -m devtools.smtp_sink --folder F --port P` runs one until it is stopped; port 0 picks a free one.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import signal
import socket
import threading
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from devtools.cache import writing

HOST = "127.0.0.1"
LARGEST_MESSAGE = 64 * 1024 * 1024  # bytes; a notice may carry many invoices


class FolderHandler:
    """Writes each message, with its envelope in two headers, as the next file of the folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._lock = threading.Lock()
        self._last_number = max((int(path.stem) for path in files(folder)), default=0)

    async def handle_DATA(self, server, session, envelope) -> str:
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        with self._lock:
            self._last_number += 1
            with writing(self.folder / f"{self._last_number:06d}.eml") as part:
                part.write_bytes(head.encode() + envelope.original_content)
        return "250 Message kept"


class FreePortController(Controller):
    """Listens on a socket that is already bound, so that nobody else can take the port meanwhile."""

    def __init__(self, handler: FolderHandler, listening: socket.socket):
        super().__init__(handler, hostname=HOST, port=listening.getsockname()[1], data_size_limit=LARGEST_MESSAGE)
        self._listening = listening

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


class SmtpSink:
    """The sink as a context manager. `port` is known once it is entered."""

    def __init__(self, folder: Path | str, port: int = 0):
        self.folder = Path(folder)
        self.port = port
        self._controller: FreePortController | None = None

    def __enter__(self) -> SmtpSink:
        self.folder.mkdir(parents=True, exist_ok=True)
        listening = socket.create_server((HOST, self.port))
        self.port = listening.getsockname()[1]
        self._controller = FreePortController(FolderHandler(self.folder), listening)
        self._controller.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self._controller.stop()

    def files(self) -> list[Path]:
        """The messages as files, oldest first."""
        return files(self.folder)

    def count(self) -> int:
        """How many messages arrived, those of earlier sinks in this folder included."""
        return len(self.files())

    def messages(self) -> list[EmailMessage]:
        """The messages, parsed, oldest first."""
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in self.files()]


def files(folder: Path) -> list[Path]:
    """The numbered messages in a folder, in order of arrival."""
    return sorted((path for path in folder.glob("*.eml") if path.stem.isdigit()), key=lambda path: int(path.stem))


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep mails as files instead of delivering them.")
    parser.add_argument("--folder", required=True, type=Path)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # before the sink's thread starts, which inherits it
    with SmtpSink(arguments.folder, arguments.port) as sink:
        print(f"Listening on {HOST} port {sink.port}", flush=True)
        signal.sigwait(signals)


if __name__ == "__main__":
    main()

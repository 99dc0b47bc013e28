"""A mail server that fails on purpose: it dies after so many mails, refuses, hangs, or answers what it is told to."""

from __future__ import annotations

import socket
import socketserver
import threading
from email import message_from_string

HOST = "127.0.0.1"
OK, GO_ON = "250 OK", "354 Go on"


class Conversation(socketserver.StreamRequestHandler):
    """One connection: RFC 5321 in its simplest form. A mail is kept before the server says that it is."""

    disable_nagle_algorithm = True

    def handle(self):
        if not self.say(self.server.outage.answer("CONNECT") or "220 Ready"):
            return
        while line := self.rfile.readline():
            said = line.decode().strip()
            verb = said.split(":")[0].split(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 Bye")
                return
            answer = self.server.outage.answer(verb, said)
            if not self.say(answer or (GO_ON if verb == "DATA" else OK)):
                return
            if verb == "DATA" and not answer and not self.take():
                return

    def take(self):
        """Keep what is said until the dot; whether the connection goes on."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        if line != b".\r\n":
            return False
        return self.say(self.server.outage.answer("END") or self.server.outage.keep("".join(lines)))

    def say(self, answer):
        """Say it; whether the connection goes on."""
        if answer == "HANG":
            self.server.outage.released.wait(PATIENCE)
            return False
        if answer == "DIE":
            self.server.outage.die()
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return not answer.startswith("421")


PATIENCE = 60  # seconds that a hanging server keeps a connection


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A client that is killed has hung up: nothing to say."""


class Outage:
    """The server. Until it is told otherwise it keeps what it gets.

    :ivar plan: {number of the mail, from 1: (word of the conversation, answer)}, each of which happens once
    :ivar always: {word, or beginning of a line: answer}, until it is taken out

    `CONNECT` is the greeting, `END` the answer to a whole mail, which is then not kept. An answer is a reply, "DIE"
    (the process is gone, the port is closed) or "HANG".
    """

    def __init__(self, plan=None):
        self.plan = dict(plan or {})
        self.always: dict[str, str] = {}
        self.kept: list[str] = []
        self.connections = 0
        self.released = threading.Event()
        self.port = 0
        self._lock = threading.Lock()
        self._server = self._ending = None
        self._mail = 0  # the number of the mail that is being told

    def begin(self):
        """A new story: nothing kept, nothing planned."""
        self.plan, self.always, self.kept = {}, {}, []
        self.connections = self._mail = 0
        if not self.is_up:
            self.start()

    def start(self):
        if self._ending:
            self._ending.join()
        self.released.clear()
        self._server = Server((HOST, self.port), Conversation)
        self._server.outage = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def stop(self):
        self.released.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def die(self):
        """From within a conversation: nobody can connect any more."""
        server, self._server = self._server, None
        server.socket.shutdown(socket.SHUT_RDWR)  # from now on whoever connects is refused

        def end():
            server.shutdown()
            server.server_close()

        self._ending = threading.Thread(target=end, daemon=True)
        self._ending.start()

    @property
    def is_up(self):
        return self._server is not None

    def answer(self, word, line=""):
        """What the plan says to this word, or to the line that begins with it, or None."""
        with self._lock:
            if word == "CONNECT":
                self.connections += 1
            if word == "MAIL":
                self._mail += 1
            for beginning, answer in self.always.items():
                if word == beginning or (" " in beginning and line.lower().startswith(beginning.lower())):
                    return answer
            planned = self.plan.get(self._mail)
            if planned and planned[0] == word:
                del self.plan[self._mail]
                return planned[1]
        return None

    def keep(self, text):
        with self._lock:
            self.kept.append(text)
        return "250 Kept"

    def recipients(self):
        """To whom the kept mails are, one entry for each."""
        return [message_from_string(text)["To"] for text in self.kept]

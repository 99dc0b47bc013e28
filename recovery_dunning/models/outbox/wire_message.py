"""A mail as it goes over the wire: the very parts and headers that Odoo gives it, written down in one pass.

Odoo's own message parses each header that it is given, and folds each again; of a thousand mails of a run most headers
are the same, and none of them needs to be understood.
"""

from __future__ import annotations

import base64
import binascii
import email.policy
import secrets
from email.charset import Charset
from email.message import Message, MIMEPart
from email.parser import BytesParser
from email.utils import formatdate, getaddresses
from functools import lru_cache

LINE = 78  # characters of a header line, its name included
IDENTIFIERS = {"message-id", "references", "in-reply-to"}  # never folded: who folds them loses the thread
ADDRESSES = {"From", "To", "Cc", "Reply-To"}
ENCODED_WORD = 66  # characters at most, with room for the name of the header before it (RFC 2047: 75, a line 78)
ACCENTED = bytes(range(128, 256))
DENSE = 6  # one byte in so many that needs three characters: from there on base64 is the shorter


class WireMessage(Message):
    """What Odoo asks of a message: headers that are read, replaced and taken off until it leaves."""

    def __init__(self, parts):
        super().__init__()  # its headers are kept as they are given
        self._parts = parts

    def as_bytes(self, *_args, **_options) -> bytes:
        """All of it, with the line ends of SMTP.

        :raises ValueError: a header holds a line end
        """
        head = b"".join(folded(name, value) for name, value in self.items())
        return head + self._parts


def wire_message(sender: str, said: dict) -> WireMessage:
    """The message of one addressee. `said`: what `mail.mail._prepare_outgoing_list` gives of it."""
    message = WireMessage(_alternatives(said))
    message["Message-Id"] = said["message_id"]
    if said["references"]:
        message["references"] = said["references"]
    message["Subject"] = said["subject"] or ""
    message["From"] = sender
    message["Reply-To"] = said["reply_to"] or sender
    message["To"] = ", ".join(said["email_to"])
    if said["email_cc"]:
        message["Cc"] = ", ".join(said["email_cc"])
    message["Date"] = formatdate()
    for name, value in said["headers"].items():
        message[name] = str(value)
    message["MIME-Version"] = "1.0"
    return message


@lru_cache(maxsize=4096)
def folded(name: str, value: str) -> bytes:
    """A header as its lines.

    >>> folded("Subject", "Reminder")
    b'Subject: Reminder\\r\\n'
    """
    if value.isascii() and "\n" not in value and "\r" not in value:
        if len(name) + 2 + len(value) <= LINE or name.lower() in IDENTIFIERS:
            return f"{name}: {value}\r\n".encode()
        first, _space, last = value.rpartition(" ")
        if first and len(name) + 2 + len(first) <= LINE and len(last) < LINE:
            return f"{name}: {first}\r\n {last}\r\n".encode()
    if name in ADDRESSES and (encoded := _encoded_address(value)) and len(name) + 2 + len(encoded) <= 2 * LINE:
        return f"{name}: {encoded}\r\n".encode()
    policy = email.policy.SMTP  # that of Odoo
    return policy.fold_binary(*policy.header_store_parse(name, value))


def _encoded_address(value: str) -> str | None:
    """One address, its name encoded where it has to be and the address on a line of its own; None where it is more
    than one, or the name is longer than an encoded word may be."""
    pairs = getaddresses([value])
    if len(pairs) != 1 or not pairs[0][1].isascii() or "\n" in value or "\r" in value:
        return None
    name, address = pairs[0]
    word = Charset("utf-8").header_encode(name)
    return f"{word}\r\n <{address}>" if len(word) <= ENCODED_WORD else None


def _alternatives(said: dict) -> bytes:
    """From the header of its content on: the text, plain and in its frame, and what is attached."""
    boundary = f"=_{secrets.token_hex(16)}"  # such a line is in no text that is quoted as here
    texts = [_text("plain", said["body_alternative"]), _text("html", said["body"])]
    if not said["attachments"]:
        return _multipart("alternative", boundary, texts)
    inner = _multipart("alternative", f"{boundary}.1", texts)
    return _multipart("mixed", boundary, [inner, *(_attached(*one) for one in said["attachments"])])


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(b"%s\r\n%s\r\n" % (line, part) for part in parts) + line + b"--\r\n"


def _text(kind: str, text: str) -> bytes:
    content = b"\r\n".join((text or "").encode().splitlines()) + b"\r\n"
    if (len(content) - len(content.translate(None, ACCENTED))) * DENSE > len(content):
        encoding, content = "base64", base64.encodebytes(content).replace(b"\n", b"\r\n")
    else:
        encoding, content = "quoted-printable", binascii.b2a_qp(content)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + content


def _attached(name: str, content: bytes, mimetype: str | None) -> bytes:
    main, kind = mimetype.split("/") if mimetype and "/" in mimetype else ("application", "octet-stream")
    part = MIMEPart(policy=email.policy.SMTP)
    if (main, kind) == ("message", "rfc822"):
        part.set_content(BytesParser().parsebytes(content), disposition="attachment", filename=name)
    else:
        part.set_content(content, main, kind, disposition="attachment", filename=name)
    return part.as_bytes()

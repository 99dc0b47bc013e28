"""The press that letters and packages are printed on: presses side by side on the cores of this machine, each with the
font at hand, so that it need not be taken out of every page and every foot anew."""

import os
import struct
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from math import log2
from pathlib import Path
from threading import Lock

from odoo.tools import config, file_open

FONT = "Lato"  # it comes with Odoo, so that every server prints the same
FACES = ("Reg", "Bol", "RegIta")
LIST, SYSTEM = "FONTCONFIG_FILE", "/etc/fonts/fonts.conf"  # what names the fonts there are
FOR_A_PRESS = 20  # documents that are worth starting another one
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir>
<include ignore_missing="yes">{others}</include></fontconfig>
"""


class Turn:
    """The time in which a press, and no other, asks the database what it needs; the press says when it is over."""

    def __init__(self, lock):
        self._lock = lock
        self._is_on = False

    def __enter__(self):
        self._lock.acquire()
        self._is_on = True

    def end(self):
        if self._is_on:
            self._is_on = False
            self._lock.release()

    def __exit__(self, *_error):
        self.end()


def print_side_by_side(press, documents):
    """The PDF of each part of these documents, in their order, with what it is of: [(documents, PDF)].

    :param press: a function of some of them and of a lock, which prints them; it takes its `Turn` with the lock
    """
    count = max(1, min(os.cpu_count() or 1, len(documents) // FOR_A_PRESS))
    size = -(-len(documents) // count) or 1
    parts = [documents[start : start + size] for start in range(0, len(documents), size)]
    put_font_at_hand()
    if len(parts) == 1:
        return [(parts[0], press(parts[0], Lock()))]
    shared = Lock()
    with ThreadPoolExecutor(len(parts)) as presses:
        return list(zip(parts, presses.map(lambda part: press(part, shared), parts), strict=True))


@cache
def put_font_at_hand():
    """From now on the programs that this process starts find the font, beside those of the system. The list that names
    it is made once, and kept with Odoo's data."""
    folder = Path(config["data_dir"]) / "recovery_dunning_fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        with file_open(f"web/static/fonts/lato/Lato-{face}-webfont.woff", "rb") as file:
            _write(folder / f"Lato-{face}.ttf", unpacked(file.read()))
    listed = folder / "fonts.conf"
    others = os.environ.get(LIST, SYSTEM)
    if others != str(listed):
        _write(listed, FONTS.format(folder=folder, others=others).encode())
        os.environ[LIST] = str(listed)


def _write(path, content):
    """Whole or not at all: other processes do the same."""
    if path.exists() and path.read_bytes() == content:
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)


def unpacked(woff):
    """A font of the web as the font that it packs (W3C WOFF 1.0: each table for itself, by zlib or as it is)."""
    flavor, count = woff[4:8], struct.unpack(">H", woff[12:14])[0]
    power = int(log2(count))
    head = struct.pack(">HHHH", count, 16 << power, power, 16 * count - (16 << power))
    directory, tables, start = [], [], 12 + 16 * count
    for number in range(count):
        tag, place, packed, length, checksum = struct.unpack_from(">4sIIII", woff, 44 + 20 * number)
        table = woff[place : place + packed]
        if packed < length:
            table = zlib.decompress(table)
        directory.append(struct.pack(">4sIII", tag, checksum, start, length))
        tables.append(table + bytes(-length % 4))
        start += len(tables[-1])
    return flavor + head + b"".join(directory) + b"".join(tables)

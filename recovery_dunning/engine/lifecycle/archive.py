"""Opens a ZIP of messages one by one, and refuses what was made to fill a disk by the sizes that it says: of a part
that says too little, no more than that is read."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from .values import Problem, Unreadable

MAGIC = b"PK\x03\x04", b"PK\x05\x06"
LARGEST_ARCHIVE = 100 * 1024 * 1024  # bytes of the archive
LARGEST_WHOLE = 1024 * 1024 * 1024  # of all that is in it
LARGEST_PART = 20 * 1024 * 1024  # of one message in it
MOST_PARTS = 50_000
STEEPEST = 300  # what a part may grow by, once it is large; messages shrink to a tenth
LARGE = 1024 * 1024
HIDDEN = ("__MACOSX/", ".")


def is_archive(content: bytes) -> bool:
    """
    >>> is_archive(b"PK\\x03\\x04..."), is_archive(b"<?xml")
    (True, False)
    """
    return content.startswith(MAGIC)


def parts(content: bytes) -> Iterator[tuple[str, bytes | Unreadable]]:
    """Yield (name, the bytes or `Unreadable`) of each file in the archive.

    :raises Unreadable: the archive itself is refused; parts that were yielded before stand
    """
    if len(content) > LARGEST_ARCHIVE:
        raise Unreadable(Problem.TOO_LARGE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise Unreadable(Problem.ARCHIVE) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
            raise Unreadable(Problem.BOMB)
        if not entries:
            raise Unreadable(Problem.ARCHIVE)
        for entry in entries:
            yield entry.filename, _part(archive, entry)


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | Unreadable:
    grown = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > LARGE and grown > STEEPEST:
        return Unreadable(Problem.BOMB)
    if entry.file_size > LARGEST_PART:
        return Unreadable(Problem.TOO_LARGE)
    try:
        content = archive.read(entry)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
        return Unreadable(Problem.ARCHIVE)
    return Unreadable(Problem.ARCHIVE) if is_archive(content) else content


def _is_hidden(name: str) -> bool:
    return name.startswith(HIDDEN) or name.rpartition("/")[2].startswith(".")

"""One PDF with numbered pages, bound from pieces of any kind. No model, no database: bytes in, bytes out."""

import io
import re
from numbers import Number

from odoo.tools.pdf import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfReader,
    PdfWriter,
    generic,
)
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

MARGIN = 42  # points
FOOT = 14
STRIP = 28  # at the bottom of each page, kept for its foot: what a letter says there stands above it
FONT, SIZE = "Helvetica", 7.5
MARK = "RecoveryFoot"  # what the pages call it
BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
LONGEST_SIDE = 2000  # pixels of a photograph: enough to read on paper


class UnreadableError(Exception):
    """The file cannot be turned into pages."""


class PdfBundle:
    """Documents in their order; each page says at its foot which document it is of, and its number in the whole."""

    def __init__(self, title, page_word):
        self._writer = PdfWriter()
        self._title, self._page_word = title, page_word
        self._feet = []
        names = {"Type": "Font", "Subtype": "Type1", "BaseFont": FONT, "Encoding": "WinAnsiEncoding"}
        font = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{name}") for key, name in names.items()})
        self._font = self._writer._add_object(font)

    def add(self, label, content):
        """Append a PDF that `check` has accepted."""
        first = len(self._feet)
        pages = PdfReader(io.BytesIO(content), strict=False).pages
        for number, page in enumerate(pages, 1):
            self._writer.add_page(page)
            self._feet.append(f"{label}  {number}/{len(pages)}")
        self._writer.add_outline_item(label, first)

    def finish(self):
        """The whole as one PDF."""
        for number, (page, foot) in enumerate(zip(self._writer.pages, self._feet, strict=True), 1):
            _drop_links(page)
            whole = f"{self._title}  {self._page_word} {number}/{len(self._feet)}"
            self._stamp(page, foot, whole)
        self._writer.add_metadata({"/Title": self._title})
        out = io.BytesIO()
        self._writer.write(out)
        return out.getvalue()

    def _stamp(self, page, left_text, right_text):
        """Write the foot of a page below what it says, which is neither read nor written anew, only set apart and a
        little smaller."""
        begin = b"q %.6f %.6f %.6f %.6f %.3f %.3f cm\n" % _make_room(page)
        box = page.mediabox
        left, bottom, width = float(box.left), float(box.bottom), float(box.width)
        end = left + width - MARGIN - stringWidth(_latin(right_text), FONT, SIZE)
        foot = b"".join(
            b"BT /%s %.1f Tf %.2f %.2f Td (%s) Tj ET\n" % (MARK.encode(), SIZE, place, bottom + FOOT, _quoted(text))
            for place, text in ((left + MARGIN, left_text), (end, right_text))
        )
        said = []
        if "/Contents" in page:
            content = page.raw_get("/Contents")
            whole = content.get_object()
            said = [*whole] if isinstance(whole, ArrayObject) else [content]
        streams = [self._stream(begin), *said, self._stream(b"\nQ q 0.35 g\n" + foot + b"Q\n")]
        page[NameObject("/Contents")] = ArrayObject(streams)
        resources = _part(page, "/Resources")
        _part(resources, "/Font")[NameObject(f"/{MARK}")] = self._font

    def _stream(self, content):
        stream = DecodedStreamObject()
        stream.set_data(content)
        return self._writer._add_object(stream)


def check(content):
    """The number of pages of a PDF that can be bound.

    :raises UnreadableError: it is damaged, encrypted, or no PDF
    """
    try:
        reader, trial = PdfReader(io.BytesIO(content), strict=False), PdfWriter()
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError
        for page in reader.pages:
            trial.add_page(page)
            page.extract_text()  # reads the content, which may be what is damaged
        trial.write(io.BytesIO())
    except Exception as error:  # a damaged file may raise anything at all
        raise UnreadableError from error
    if not trial.pages:
        raise UnreadableError
    return len(trial.pages)


def from_image(content):
    """A photograph or a scan on an A4 sheet.

    :raises UnreadableError: it is no image, or a damaged one
    """
    try:
        image = Image.open(io.BytesIO(content))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image = image.convert("RGB")
    except Exception as error:  # as above
        raise UnreadableError from error
    out, (width, height) = io.BytesIO(), A4
    sheet = canvas.Canvas(out, pagesize=A4)
    room = (width - 2 * MARGIN, height - 2 * MARGIN)
    scale = min(room[0] / image.width, room[1] / image.height, 1.0)
    size = (image.width * scale, image.height * scale)
    sheet.drawImage(ImageReader(image), (width - size[0]) / 2, height - MARGIN - size[1], *size)
    sheet.save()
    return out.getvalue()


def split(content, marks):
    """Cut a print of several documents where their marks stand: {mark: PDF}. A document whose mark is not found is not
    among them."""
    reader, starts = PdfReader(io.BytesIO(content), strict=False), {}
    for number, page in enumerate(reader.pages):
        text = page.extract_text() or ""
        starts.update({mark: number for mark in marks if mark not in starts and mark in text})
    parts, ends = {}, [*sorted(starts.values())[1:], len(reader.pages)]
    for (mark, start), end in zip(sorted(starts.items(), key=lambda item: item[1]), ends, strict=True):
        writer, out = PdfWriter(), io.BytesIO()
        for page in reader.pages[start:end]:
            writer.add_page(page)
        writer.write(out)
        parts[mark] = out.getvalue()
    return parts


def _drop_links(page):
    """Remove the links of a page: those of a debtor's page would let its reader act for him."""
    notes = page.get("/Annots")
    if notes is not None:
        kept = [note for note in notes.get_object() if note.get_object().get("/Subtype") != "/Link"]
        page[NameObject("/Annots")] = ArrayObject(kept)


def _make_room(page):
    """The matrix (a, b, c, d, e, f) that leaves room for the foot of a page, and turns it as its flag says; the notes
    that lie on it, such as the fields of a form, follow."""
    turned = _upright(page)
    box = page.mediabox
    scale = 1 - STRIP / float(box.height)
    aside, up = (float(box.left) + float(box.width) / 2) * (1 - scale), float(box.top) * (1 - scale)
    matrix = tuple(scale * part + more for part, more in zip(turned, (0, 0, 0, 0, aside, up), strict=True))
    for note in page.get("/Annots", ()):
        note = note.get_object()
        if "/Rect" in note:
            note[NameObject("/Rect")] = _moved(note["/Rect"], matrix)
    return matrix


def _upright(page):
    """The matrix that turns what a page says as its flag says; the page is as high and as wide then as it looks."""
    turned = page.get("/Rotate", generic.NumberObject(0)).get_object()
    quarters = int(turned) // 90 % 4 if isinstance(turned, Number) else 0
    left, bottom, right, top = (float(side) for side in page.mediabox)
    turns = (1, 0, 0, 1, 0, 0), (0, -1, 1, 0, -bottom, right), (-1, 0, 0, -1, right, top), (0, 1, -1, 0, top, -left)
    if quarters:
        page[NameObject("/Rotate")] = generic.NumberObject(0)
        for name in BOXES:
            if name in page:
                page[NameObject(name)] = _moved(page[name], turns[quarters])
    return turns[quarters]


def _moved(box, matrix):
    """A rectangle, moved and turned by a matrix."""
    a, b, c, d, e, f = matrix
    left, bottom, right, top = (float(side) for side in box)
    corners = (left, bottom), (right, top)
    across, up = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return generic.RectangleObject([min(across), min(up), max(across), max(up)])


def _part(of, name):
    """The dictionary `name` of a dictionary of the file; a new one where there is none."""
    if name not in of:
        of[NameObject(name)] = DictionaryObject()
    return of[name].get_object()


def _quoted(text):
    """A text as it stands in the content of a page."""
    return re.sub(rb"([\\()])", rb"\\\1", _latin(text).encode("cp1252"))


def _latin(text):
    """The letters that the fonts of every PDF reader have."""
    return text.encode("cp1252", "replace").decode("cp1252")

"""Prints many letters in one process, with their styles in the page, and cuts the result into one PDF for each."""

import io
from threading import Lock

from odoo import models
from odoo.tools import split_every
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .press import FONT, Turn, print_side_by_side

AT_ONCE = 250  # letters of one process


class RecoveryLetterPrinter(models.AbstractModel):
    _name = "recovery.letter.printer"
    _description = "Press of the Letters"

    def _print(self, report_ref, letters):
        """{record: its PDF} of letters that are written.

        :param report_ref: the report on whose paper they are printed
        :param letters: {record: (its text, the foot of its pages)}, both as HTML
        """
        prints = {}
        for foot in dict.fromkeys(foot for _text, foot in letters.values()):  # a process has one foot for all
            alike = [record for record, letter in letters.items() if letter[1] == foot]
            for records in split_every(AT_ONCE, alike):
                texts = [letters[record][0] for record in records]
                prints.update(zip(records, self._print_alike(report_ref, texts, foot), strict=True))
        return {record: prints[record] for record in letters}

    def _print_alike(self, report_ref, texts, foot):
        """The PDF of each of these texts, which have the same foot."""
        pages = [self._page(text) for text in texts]
        return self._print_pages(report_ref, pages, footer=self._page(foot, is_foot=True))

    def _print_pages(self, report_ref, pages, **options):
        """The PDF of each of these HTML documents, which begin with their one heading of the first order; a process
        prints many of them, unless nobody can tell where each ends."""

        def run(some, lock):
            turn = Turn(lock)
            press = self.env["ir.actions.report"].with_context(recovery_press=turn)
            with turn:
                return press._run_wkhtmltopdf(some, report_ref=report_ref, **options)

        prints = []
        for some, pdf in print_side_by_side(run, pages):
            prints += _cut(pdf, len(some)) or [run([page], Lock()) for page in some]
        return prints

    def _page(self, content, is_foot=False):
        values = {"content": content, "is_foot": is_foot, "font": FONT}
        return str(self.env["ir.qweb"]._render("recovery_dunning.letter_layout", values))


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _build_wkhtmltopdf_args(self, *args, **options):
        """A letter of ours runs no script that has to be waited for, as Odoo's reports do for a second each."""
        command = super()._build_wkhtmltopdf_args(*args, **options)
        turn = self.env.context.get("recovery_press")
        if turn and "--javascript-delay" in command:
            command[command.index("--javascript-delay") + 1] = "0"
        if isinstance(turn, Turn):  # nothing of the database is needed any more
            turn.end()
        return command


def _cut(pdf, count):
    """The parts of a PDF, each from one heading of the first order to the next, or None if they are not `count`."""
    if count == 1:
        return [pdf]
    reader = PdfFileReader(io.BytesIO(pdf))
    starts = _first_pages(reader)
    if len(starts) != count or starts[0] != 0:
        return None
    parts = []
    for start, end in zip(starts, [*starts[1:], len(reader.pages)], strict=True):
        writer, part = PdfFileWriter(), io.BytesIO()
        for number in range(start, end):
            writer.add_page(reader.pages[number])
        writer.write(part)
        parts.append(part.getvalue())
    return parts


def _first_pages(reader):
    """The numbers of the pages on which a heading of the first order stands."""
    root = reader.trailer["/Root"]
    node = root.get("/Outlines", {}).get("/First")
    pages = set()
    while node:
        node = node.get_object()
        pages.add(root["/Dests"][node["/Dest"]][0])
        node = node.get("/Next")
    return sorted(pages)

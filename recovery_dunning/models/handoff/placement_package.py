"""The package of one placement: one ZIP with the numbered pieces, the tables, the workbook and a manifest of hashes.

Packages of a handoff are made some at a time: the printing program takes longer to start than to print, so what can be
printed together is. A package that cannot be made says why, and stops no other.
"""

import io
import logging
import tempfile
import zipfile

import psycopg2
from odoo import fields, models
from odoo.tools.pdf import PdfFileReader

from ...engine.handoff import exhibits, placement_file
from ...engine.tables import tabular
from ...engine.tables.workbook import Workbook
from ..record.actions import download
from ..record.exhibit import prepare_document
from ..record.way_in import MANAGER, READER, acting, way_in
from .mandate import PAPER

_logger = logging.getLogger(__name__)

PACKAGE_STATES = [("waiting", "To make"), ("done", "Made"), ("failed", "Failed")]
WORKBOOK = "dossier.xlsx"
MANIFEST = "manifest.json"
COMPRESSED = (".pdf", ".png", ".jpg", ".jpeg", ".xlsx")  # packing them again wins nothing


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    package_state = fields.Selection(PACKAGE_STATES, string="Package", readonly=True, copy=False, index=True)
    package_id = fields.Many2one(
        "ir.attachment", string="ZIP", readonly=True, copy=False, ondelete="set null", help="The complete file."
    )
    package_size = fields.Integer(related="package_id.file_size", string="Size")
    problem = fields.Char(string="What went wrong", readonly=True, copy=False)
    piece_list = fields.Json(readonly=True, copy=False, help="The list of pieces of the package.")
    missing_pieces = fields.Json(readonly=True, copy=False, help="The kinds of piece that the package lacks.")

    @acting()
    def _pack_or_fail(self):
        """Make these packages, which are of one handoff. Where one of them cannot be made, their halves are made apart,
        down to the one that says why."""
        try:
            with self.env.cr.savepoint():
                self._pack()
        except psycopg2.OperationalError:
            raise  # another worker, or the database: tried again later
        except Exception as error:  # a broken print, a document that is gone: named, and the others go on
            self.env.invalidate_all()
            if half := len(self) // 2:
                self[:half]._pack_or_fail()
                self[half:]._pack_or_fail()
                return
            _logger.warning("recovery placement %s: its package could not be made", self.id, exc_info=True)
            self.write({"package_state": "failed", "problem": str(error) or type(error).__name__})

    def _pack(self):
        placements = self.with_context(lang=self.handoff_id._mandate_lang())
        accounts = placements.env["recovery.placement.file"]._placed(placements)
        for placement in placements:
            placement._check_unchanged(accounts[placement.case_id])
        placements._write_notices()
        numbered = placements._number_pieces(accounts)
        lists = placements._print({"list": placements.env._("List of pieces")})
        pieces = {p: [*exhibits.number(lists[p]), *numbered.pop(p)] for p in placements}
        rows = placements._table_rows(accounts, pieces)
        for placement in placements:
            placement._write_package(rows[placement], pieces.pop(placement))  # let go of once it is written

    def _write_package(self, rows, numbered):
        files = self._table_files(rows)
        with tempfile.TemporaryFile() as package:
            self._write_zip(package, numbered, files)
            package.seek(0)
            attachment = self.env["ir.attachment"].create(self._prepare_package(package.read()))
        self.package_id.unlink()
        self.write({"package_state": "done", "package_id": attachment.id, "problem": False})

    def _check_unchanged(self, account):
        """:raises ValueError: the books of that day no longer say what was placed"""
        if account.rate_missing:
            raise ValueError(account.rate_missing)
        if self.currency_id.compare_amounts(account.total, self.total):
            raise ValueError(
                self.env._(
                    "%(placed)s were placed, but the books of that day now say %(now)s: an entry was added or taken "
                    "back since. Recall the case, and place it again.",
                    placed=self.currency_id.format(self.total),
                    now=self.currency_id.format(account.total),
                )
            )

    # ---- pieces ---------------------------------------------------------------------------------------------------

    def _number_pieces(self, accounts):
        """{placement: all its pieces in their order, but the list of them}

        :param accounts: {case: its `Account`}
        """
        Dossier = self.env["recovery.placement.file"]
        Dossier._print_unsent(self.line_ids.move_id)
        printed, numbered = self._printed_pieces(accounts), {}
        for placement in self:
            gathered = [*Dossier._pieces(placement.case_id, placement.line_ids), *printed[placement]]
            if bank := placement.handoff_id.bank_details_id:
                title = self.env._("Bank details of the creditor")
                gathered.append(Dossier._piece("bank", bank, title, placement.date, placement.handoff_id))
            numbered[placement] = exhibits.number(gathered)
            placement._keep_list(numbered[placement])
        return numbered

    def _printed_pieces(self, accounts):
        """{placement: what is printed for its package}: the summary, the statement, the account, the mandate, the proof
        of what was done."""
        titles = {
            "summary": self.env._("Summary"),
            "statement": self.env._("Principal, interest, indemnities"),
            "account": self.env._("Statement of account"),
            "mandate": self.env._("Mandate, extract for this debtor"),
        }
        printed, proofs = self._print(titles, accounts), self.case_id._proof_files()
        title = self.env._("Proof file")
        for placement in self:
            case = placement.case_id
            proof = (f"{title}.pdf", proofs[case], title, placement.date, f"recovery.case,{case.id}")
            printed[placement].append(exhibits.Piece("proof", *proof))
        return printed

    def _print(self, titles, accounts=None):
        """{placement: these pages of its package as pieces}; one process prints them all.

        :param titles: {kind of page: its title}
        :param accounts: {case: its `Account`}, where pages tell of it
        """
        foot, accounts = self.handoff_id._page_foot(), accounts or {}
        pages = {
            (placement, kind): (placement._page_html(kind, accounts.get(placement.case_id)), foot)
            for placement in self
            for kind in titles
        }
        printed = {placement: [] for placement in self}
        for (placement, kind), content in self.env["recovery.letter.printer"]._print(PAPER, pages).items():
            title, source = titles[kind], f"{self._name},{placement.id}"
            printed[placement].append(exhibits.Piece(kind, f"{title}.pdf", content, title, placement.date, source))
        return printed

    def _keep_list(self, numbered):
        """What the list of pieces prints, and what is missing on it."""
        self.piece_list = [
            {
                "number": piece.number,
                "path": piece.path,
                "title": piece.title,
                "date": fields.Date.to_string(piece.day) if piece.day else False,
                "pages": piece.pages or self._pages(piece),
                "sha256": piece.sha256,
            }
            for piece in numbered
        ]
        self.missing_pieces = exhibits.missing(numbered)

    def _pages(self, piece):
        """How many pages a piece has; an image has one, what cannot be counted none."""
        if piece.content.startswith(b"%PDF"):
            try:
                return len(PdfFileReader(io.BytesIO(piece.content), strict=False).pages)
            except Exception:  # a damaged file is handed over as it is, its pages unknown
                _logger.info("recovery placement %s: the pages of %s cannot be counted", self.id, piece.source)
                return None
        return 1 if piece.path.lower().endswith((".png", ".jpg", ".jpeg", ".html")) else None

    def _missing_labels(self):
        """The missing pieces, for a reader."""
        labels = {
            "invoices": self.env._("Invoices"),
            "contract": self.env._("Signed order, quotation or contract"),
            "delivery": self.env._("Signed delivery notes or acceptance"),
            "terms": self.env._("Terms of sale, accepted"),
            "formal_notice": self.env._("Formal notice with its proof of sending"),
            "registry": self.env._("Extract of the register (Kbis)"),
            "mandate": self.env._("Mandate"),
            "bank": self.env._("Bank details of the creditor"),
        }
        return [labels[kind] for kind in self.missing_pieces or ()]

    # ---- tables and the file --------------------------------------------------------------------------------------

    def _table_rows(self, accounts, pieces):
        """{placement: {table: its rows}}, read for all at once where each row and each file is of one case.

        :param accounts: {case: its `Account`}
        :param pieces: {placement: its numbered pieces}
        """
        Dossier, day = self.env["recovery.placement.file"], self.handoff_id._day()
        paths = {placement: Dossier._file_paths(pieces[placement]) for placement in self}
        of_cases = [key for its in paths.values() for key in its if key[0] != self.handoff_id._name]
        names = self.case_id.mapped("name")
        if len({*of_cases}) < len(of_cases) or len({*names}) < len(self):
            return {p: Dossier._tables({p.case_id: accounts[p.case_id]}, day, paths[p]) for p in self}
        all_paths = {key: path for its in paths.values() for key, path in its.items()}
        tables = Dossier._tables({case: accounts[case] for case in self.case_id}, day, all_paths)
        return {
            p: {table: [r for r in rows if r["dossier_ref"] == p.case_id.name] for table, rows in tables.items()}
            for p in self
        }

    def _table_files(self, rows):
        """{name: content} of the seven tables and the workbook."""
        files = {}
        for table in placement_file.TABLES:
            values = [table.keys, *([row[key] for key in table.keys] for row in rows[table.name])]
            files[f"{table.name}.csv"] = tabular.write(values, [column.kind for column in table.columns])
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as path:
            book = Workbook(path.name, placement_file.TABLES, self.case_id.name, self.company_id.name)
            book.add(rows)
            book.close()
            files[WORKBOOK] = path.read()
        return files

    def _write_zip(self, package, numbered, files):
        """Everything, and the manifest last."""
        about = {
            "package": self._package_name(),
            "dossier": self.case_id.name,
            "handoff": self.handoff_id.name,
            "creditor": self.company_id.name,
            "agency": self.agency_id.name,
            "principal": self.principal,
            "interest": self.interest,
            "indemnity": self.indemnity,
            "costs": self.costs,
            "total": self.total,
            "currency": self.currency_id.name,
        }
        made_by = (self.handoff_id.user_id or self.env.user).name
        manifest = exhibits.manifest(numbered, files, about, fields.Datetime.now(), made_by)
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as target:
            contents = [*((piece.path, piece.content) for piece in numbered), *files.items(), (MANIFEST, manifest)]
            for path, content in contents:
                stored = path.lower().endswith(COMPRESSED)
                target.writestr(path, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)

    def _package_name(self):
        return exhibits.package_name(self.partner_id._recovery_siren(), self.case_id.name, self.handoff_id._day())

    def _prepare_package(self, content):
        return prepare_document(self, f"{self._package_name()}.zip", content, "application/zip")

    # ---- by hand --------------------------------------------------------------------------------------------------

    @way_in(READER, "read")
    def action_download(self):
        """The complete file."""
        self.ensure_one()
        return download(self.package_id)

    @way_in(MANAGER, "write")
    def action_pack_again(self):
        """Make the package again, after what was wrong has been mended."""
        self.handoff_id._check_manager()
        self.write({"package_state": "waiting", "problem": False})
        return self.handoff_id._make_packages()

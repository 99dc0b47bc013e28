"""A remittance (reversement): what an agency reports to have collected, read from its file, looked at, then booked.

A line that cannot be booked is named with its reason and kept aside; it stops no other.
"""

import base64
import hashlib
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, split_every

from ...engine.handoff import remittance as rules
from ...engine.tables import spreadsheet
from ...engine.tables.cells import compact, plain
from ..record.actions import open_list
from ..record.way_in import COLLECTOR, READER, way_in

STATES = [("draft", "New"), ("read", "To book"), ("booked", "Booked"), ("undone", "Undone")]
BATCH = 1000  # lines written in one go


class RecoveryRemittance(models.Model):
    _name = "recovery.remittance"
    _description = "Remittance of an Agency"
    _inherit = ["mail.thread", "recovery.taken.later"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    agency_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", domain="[('is_recovery_agency', '=', True)]"
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._recovery_today(),
        help="Of the remittance, and of the bill of its fees.",
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    reference = fields.Char(string="Bill number", copy=False, help="That of the agency's bill for its fees.")
    file = fields.Binary(string="File received", attachment=True, copy=False)
    filename = fields.Char(copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False, help="Of the file: it is taken once.")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False, tracking=True)
    line_ids = fields.One2many("recovery.remittance.line", "remittance_id", string="Lines", copy=False)
    aside_ids = fields.One2many(
        "recovery.remittance.line", "remittance_id", string="Lines kept aside", domain=[("state", "=", "aside")]
    )
    column_ids = fields.One2many("recovery.remittance.column", "remittance_id", string="Columns", copy=False)
    problem = fields.Text(string="To look at", readonly=True, copy=False)
    ready_count = fields.Integer(string="To book", compute="_compute_totals")
    aside_count = fields.Integer(string="Kept aside", compute="_compute_totals")
    booked_count = fields.Integer(string="Booked", compute="_compute_totals")
    gross = fields.Monetary(string="Collected", compute="_compute_totals", help="Of the lines that are to be booked.")
    fee = fields.Monetary(string="Fees", compute="_compute_totals")
    vat = fields.Monetary(string="VAT on fees", compute="_compute_totals")
    net = fields.Monetary(string="To the bank", compute="_compute_totals", help="What the agency transfers.")
    move_count = fields.Integer(string="Entries", compute="_compute_move_count")

    _file_once = models.UniqueIndex(
        "(company_id, sha256) WHERE state != 'undone' AND sha256 IS NOT NULL", "This file was imported already."
    )

    @api.depends("line_ids.state", "line_ids.gross", "line_ids.fee", "line_ids.vat", "line_ids.net")
    def _compute_totals(self):
        rows = self.env["recovery.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids)],
            ["remittance_id", "state"],
            ["__count", "gross:sum", "fee:sum", "vat:sum", "net:sum"],
        )
        counts, sums = {}, {}
        for remittance, state, count, *amounts in rows:
            counts[remittance.id, state] = count
            if state in ("ready", "booked"):
                before = sums.get(remittance.id, (0.0,) * 4)
                sums[remittance.id] = [one + other for one, other in zip(before, amounts, strict=True)]
        for remittance in self:
            own = remittance._origin.id
            remittance.ready_count = counts.get((own, "ready"), 0)
            remittance.aside_count = counts.get((own, "aside"), 0)
            remittance.booked_count = counts.get((own, "booked"), 0)
            remittance.gross, remittance.fee, remittance.vat, remittance.net = sums.get(own, (0.0,) * 4)

    def _compute_move_count(self):
        for remittance in self:
            remittance.move_count = len(remittance._moves())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                # a number of the company, whoever imports
                vals["name"] = self.env["ir.sequence"].sudo().with_company(company).next_by_code(self._name) or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_booked(self):
        if self.filtered(lambda remittance: remittance.state in ("booked", "undone")):
            raise UserError(self.env._("What was booked is never deleted: a manager can undo it."))

    # ---- reading the file -----------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_read(self):
        """Read the file, and look at each of its lines; nothing is booked. Read again, it starts from the file: what
        was corrected by hand is read anew.

        :raises UserError: it cannot be read, was imported already, or does not name its columns
        """
        self.ensure_one()
        self.check_access("write")
        remittance = self.sudo()  # lines come from the file, nobody writes them by hand
        remittance._check_not_under_way()
        content, rows, layout = remittance._opened()
        if self._takes_later(len(rows)):
            return self._ask_to_take("read")
        remittance._read(content, rows, layout)
        return None

    def _opened(self):
        """(the bytes of the file, its rows, its columns)

        :raises UserError: as `action_read`
        """
        if self.state not in ("draft", "read"):
            raise UserError(self.env._("It is booked already. What is kept aside can be corrected and booked."))
        content = base64.b64decode(self.file or b"")
        self._check_new(hashlib.sha256(content).hexdigest())
        rows = self._rows(content)
        return content, rows, self._layout(rows)

    def _read(self, content, rows, layout):
        reading = rules.read(rows, layout)
        self.line_ids.unlink()
        self._keep_columns(layout, rows)
        self._make_lines(reading.lines)
        sha256 = hashlib.sha256(content).hexdigest()
        self.write({"state": "read", "sha256": sha256, "problem": self._compare_totals(reading)})

    def _check_new(self, sha256):
        """:raises UserError: this file was imported before"""
        same = self.search(
            [
                *(("company_id", "=", self.company_id.id), ("sha256", "=", sha256)),
                *(("state", "!=", "undone"), ("id", "!=", self.id)),
            ],
            limit=1,
        )
        if same:
            raise UserError(
                self.env._(
                    "This file was imported as %(name)s on %(day)s already: nothing was changed.",
                    name=same.name,
                    day=format_date(self.env, same.create_date),
                )
            )

    def _rows(self, content):
        try:
            return spreadsheet.read(content)
        except spreadsheet.NotATable as error:
            raise UserError(self._sentence_of(error.reason)) from error

    def _sentence_of(self, reason):
        return {
            "empty": self.env._("The file is empty: choose the one that the agency sent."),
            "too_big": self.env._("The file is larger than 20 MB: ask the agency for it in parts."),
            "too_long": self.env._("The file has more than 20,000 lines: ask the agency for it in parts."),
            "old_excel": self.env._("The file is of an old Excel (.xls): save it as .xlsx or CSV, and choose that."),
            "bomb": self.env._("The workbook unpacks to more than any remittance needs: it is not opened."),
            "unreadable": self.env._("The file is neither CSV nor XLSX: ask the agency for one of these."),
        }[reason]

    def _layout(self, rows):
        """The columns: as they were chosen here, otherwise as this agency's last file had them, otherwise by title."""
        known = {**(self.agency_id.recovery_remittance_columns or {}), **self.column_ids._mapping()}
        try:
            return rules.detect(rows, known)
        except rules.NoColumns as error:
            titles = ", ".join(str(cell) for cell in rows[0][1] if cell is not None)[:200]
            raise UserError(self._sentence_of_missing(error.missing, titles)) from error

    def _sentence_of_missing(self, missing, titles):
        if missing == "gross":
            return self.env._(
                "No column holds the amount collected: give it a usual title, such as “Collected” or “Montant "
                "encaissé”.\nThe file says: %s",
                titles,
            )
        return self.env._(
            "No column holds a reference of the case or an invoice number: give it a usual title, such as “Reference”, "
            "“N° dossier” or “Invoice”.\nThe file says: %s",
            titles,
        )

    def _keep_columns(self, layout, rows):
        """The columns as they were understood: the user sees them, the agency's next file is read likewise."""
        column_at = {place: column for column, place in layout.places.items()}
        first = rows[layout.head + 1][1] if len(rows) > layout.head + 1 else []
        self.column_ids.unlink()
        self.env["recovery.remittance.column"].create(
            [
                {
                    "remittance_id": self.id,
                    "sequence": place,
                    "title": title,
                    "sample": str(first[place]) if place < len(first) and first[place] is not None else False,
                    "column": column_at.get(place, False),
                }
                for place, title in enumerate(layout.titles)
                if plain(title)
            ]
        )
        self.agency_id.recovery_remittance_columns = layout.mapping()

    def _make_lines(self, lines):
        """The lines of the file, judged, then written once: there may be very many."""
        Line, references = self.env["recovery.remittance.line"], self._placements_by_reference()
        terms = self._terms()
        rows = [Line._prepare_line(self, line, references, terms) for line in lines]
        self._judge_rows(rows)
        shared = {
            "remittance_id": self.id,
            "company_id": self.company_id.id,
            "agency_id": self.agency_id.id,
            "currency_id": self.currency_id.id,
        }
        for part in split_every(BATCH, rows):
            self.env["recovery.proposal"]._insert(Line._name, part, shared)
        self.invalidate_recordset(["line_ids", "aside_ids"])
        copied = [Line._fields[name] for name in ("case_id", "partner_id")]  # of the placement, and written already
        with self.env.protecting(copied, self.line_ids):
            self.line_ids.modified([*shared, *(rows[0] if rows else ())])

    def _terms(self):
        """What divides a gross amount: VAT on fees in percent, the unit of the currency, whether fees are apart."""
        agency = self.agency_id.with_company(self.company_id)
        return {
            "rate": Decimal(repr(agency.recovery_fee_tax_id.amount)),
            "unit": Decimal(repr(self.currency_id.rounding)),
            "apart": agency.recovery_fees_apart,
        }

    def _placements_by_reference(self):
        """{reference, compared as `compact`: [(placement id, invoice id or None, from, until)]} of whatever this agency
        may name: our case, its own number of it, an invoice."""
        self.env.flush_all()
        query = SQL(
            """SELECT DISTINCT p.id, named.move_id, named.text, p.date, p.date_ended
                 FROM recovery_placement p JOIN recovery_case rc ON rc.id = p.case_id
                 CROSS JOIN LATERAL (
                      VALUES (NULL::int, p.agency_reference), (NULL, rc.name)
                      UNION ALL
                      SELECT m.id, m.name FROM recovery_placement_line_rel rel
                        JOIN account_move_line l ON l.id = rel.line_id JOIN account_move m ON m.id = l.move_id
                       WHERE rel.placement_id = p.id) AS named(move_id, text)
                WHERE p.agency_id = %s AND p.company_id = %s AND p.date IS NOT NULL AND named.text != ''
             ORDER BY p.date, p.id""",
            self.agency_id.id,
            self.company_id.id,
        )
        found = {}
        for placement_id, move_id, text, first, last in self.env.execute_query(query):
            found.setdefault(compact(text), []).append((placement_id, move_id, first, last))
        return found

    def _compare_totals(self, reading):
        """A sentence where the sums that the file gives itself are not those of its lines."""
        labels = {"gross": self.env._("Collected"), "fee": self.env._("Fees"), "net": self.env._("To the bank")}
        wrong = []
        for column, label in labels.items():
            said = reading.totals.get(column)
            lines = sum((getattr(line, column) or 0 for line in reading.lines), Decimal(0))
            if said is not None and said != lines:
                wrong.append(
                    f"{label}: {self.currency_id.format(float(said))} ≠ {self.currency_id.format(float(lines))}"
                )
        if not wrong:
            return False
        return self.env._("The totals of the file are not those of its lines: ask the agency.\n%s", "\n".join(wrong))

    @way_in(COLLECTOR, "write")
    def action_check(self):
        """Look again at what is not booked."""
        self.check_access("write")
        self.sudo()._check_lines()  # it judges lines, and changes nothing else

    @way_in(READER, "read")
    def action_open_lines(self):
        return open_list(self.env, "action_recovery_remittance_line", [("remittance_id", "in", self.ids)])

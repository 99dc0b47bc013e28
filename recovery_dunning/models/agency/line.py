"""A line of a remittance: what an agency collected of a debtor, its fee, and why it is not booked, where it is not; and
the columns of the file that it was read from."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.handoff import remittance as rules
from ...engine.tables.cells import compact, plain
from ..handoff.placement import STATUSES
from ..record.way_in import COLLECTOR, MANAGER, way_in

COLUMNS = [
    ("case", "Our case"),
    ("reference", "Agency's reference"),
    ("invoice", "Invoice number"),
    ("debtor", "Debtor"),
    ("day", "Date collected"),
    ("gross", "Collected"),
    ("fee", "Fee without VAT"),
    ("vat", "VAT on fee"),
    ("fee_total", "Fee with VAT"),
    ("net", "Net paid over"),
    ("currency", "Currency"),
    ("status", "Status of the case"),
    ("payment", "Payment reference"),
]
STATES = [
    ("ready", "To book"),
    ("aside", "Kept aside"),
    ("left_out", "Dismissed"),
    ("booked", "Booked"),
    ("undone", "Undone"),
]
OPEN = ("ready", "aside")
PROBLEMS = [
    ("misread", "Cannot be read"),
    ("unknown", "Unknown case"),
    ("currency", "Another currency"),
    ("amount", "Not an amount to book"),
    ("vat", "VAT is not that of the fee"),
    ("net", "Does not add up"),
    ("day", "Not a possible day"),
    ("ended", "Not with the agency any more"),
    ("over", "More than was placed"),
    ("duplicate", "Booked already"),
]
ACCEPTABLE = ("vat", "ended", "over", "duplicate")  # a manager may say that it is right all the same


def reference_of(line):
    """By which reference a line says what it is about: ours, else the agency's, else that of an invoice."""
    return line.case_reference or line.agency_reference or line.invoice_reference


class RecoveryRemittanceLine(models.Model):
    _name = "recovery.remittance.line"
    _description = "Line of a Remittance"
    _order = "remittance_id desc, number, id"
    _check_company_auto = True

    remittance_id = fields.Many2one("recovery.remittance", required=True, index=True, ondelete="cascade", readonly=True)
    # of the remittance, which does not change any more; written with each line, for there may be very many
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    agency_id = fields.Many2one("res.partner", required=True, index=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    number = fields.Integer(string="Line", readonly=True, help="In the file.")
    case_reference = fields.Char(string="Our reference", readonly=True)
    agency_reference = fields.Char(string="Agency's reference", readonly=True)
    invoice_reference = fields.Char(string="Invoice number", readonly=True)
    reference = fields.Char(compute="_compute_reference", help="The first that the line gives.")
    debtor = fields.Char(string="Debtor in the file", readonly=True)
    placement_id = fields.Many2one(
        "recovery.placement", index="btree_not_null", ondelete="restrict", domain="[('agency_id', '=', agency_id)]"
    )
    case_id = fields.Many2one(related="placement_id.case_id", store=True)
    partner_id = fields.Many2one(related="placement_id.partner_id", string="Debtor", store=True)
    invoice_id = fields.Many2one(
        "account.move", check_company=True, ondelete="restrict", help="Paid first, where it is named."
    )
    date = fields.Date(string="Collected on")
    gross = fields.Monetary(string="Collected", help="What the debtor paid to the agency.")
    fee = fields.Monetary(help="Without VAT.")
    vat = fields.Monetary(string="VAT on fee")
    net = fields.Monetary(help="What the agency pays over.")
    fee_expected = fields.Monetary(string="Fee by the terms", readonly=True)
    fee_differs = fields.Boolean(compute="_compute_fee_differs")
    payment_reference = fields.Char(help="The agency's own number of the payment.")
    news = fields.Selection(STATUSES, string="Status of the case", readonly=True)
    said_currency = fields.Char(readonly=True)
    misread = fields.Selection(COLUMNS, string="Column that cannot be read", readonly=True)
    said = fields.Char(string="What stands there", readonly=True)
    state = fields.Selection(STATES, required=True, default="ready", readonly=True, index=True)
    problem = fields.Selection(PROBLEMS, readonly=True)
    explanation = fields.Text(string="Why it is kept aside", readonly=True)
    accepted_by_id = fields.Many2one("res.users", string="Accepted by", readonly=True)
    key = fields.Char(readonly=True, help="What makes it the same line in another file.")
    entry_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="restrict")
    bill_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="restrict")
    gross_company = fields.Monetary(readonly=True, currency_field="company_currency_id")
    fee_company = fields.Monetary(readonly=True, currency_field="company_currency_id")
    status_before = fields.Selection(STATUSES, readonly=True)

    _booked_once = models.UniqueIndex("(company_id, key) WHERE state = 'booked'", "This line was booked already.")

    @api.depends("number", "remittance_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(remittance)s, line %(number)s", remittance=line.remittance_id.name, number=line.number
            )

    @api.depends("case_reference", "agency_reference", "invoice_reference")
    def _compute_reference(self):
        for line in self:
            line.reference = reference_of(line)

    @api.depends("fee", "fee_expected")
    def _compute_fee_differs(self):
        for line in self:
            off = abs(line.fee - line.fee_expected)
            line.fee_differs = bool(line.fee_expected) and line.currency_id.compare_amounts(off, 0.01) > 0

    def write(self, vals):
        """A line that was kept aside is corrected by hand, and looked at again with the others.

        What may be corrected, and until when, says `rights/kept.py`.
        """
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        for line in self.sudo():  # what belongs to the correction is written with it
            line.write({**vals, **line._prepare_correction(vals)})
        self.remittance_id.sudo()._check_lines()
        return True

    def _prepare_correction(self, vals):
        """What follows from a correction: the net, and that what could not be read is said now."""
        values = {"accepted_by_id": False}
        column = "date" if self.misread == "day" else self.misread
        if column in vals or (column == "fee_total" and {"fee", "vat"} & vals.keys()):
            values.update(misread=False, said=False)
        if {"gross", "fee", "vat"} & vals.keys() and "net" not in vals:
            new = {name: vals.get(name, self[name]) for name in ("gross", "fee", "vat")}
            apart = self.agency_id.with_company(self.company_id).recovery_fees_apart
            values["net"] = new["gross"] - (0.0 if apart else new["fee"] + new["vat"])
        return values

    # ---- from the file --------------------------------------------------------------------------------------------

    @api.model
    def _prepare_line(self, remittance, line, references, terms):
        """The columns of a line as it was read, those apart that all lines of a file share. `references` and `terms`:
        see the remittance."""
        placement_id, move_id = self._find(line, references)
        gross = line.gross or Decimal(0)
        misread, said = line.misread, line.said
        if line.gross is None and not misread and not line.status:
            misread = "gross"
        try:
            shares = rules.share(line, **terms)
        except rules.DoesNotAddUp:  # as it says: the line is kept aside with the reason
            fee, vat = line.fee or Decimal(0), line.vat or Decimal(0)
            shares = rules.Shares(fee, vat, line.net if line.net is not None else gross - fee - vat)
        rounded = remittance.currency_id.round
        return {
            "number": line.number,
            "case_reference": line.case or None,
            "agency_reference": line.reference or None,
            "invoice_reference": line.invoice or None,
            "debtor": line.debtor or None,
            "placement_id": placement_id,
            "invoice_id": move_id,
            "date": line.day or (None if misread == "day" else remittance.date),
            "gross": rounded(float(gross)),
            "fee": rounded(float(shares.fee)),
            "vat": rounded(float(shares.vat)),
            "net": rounded(float(shares.net)),
            "payment_reference": line.payment or None,
            "news": line.status or None,
            "said_currency": line.currency or None,
            "misread": misread or None,
            "said": said or None,
        }

    def _find(self, line, references):
        """(placement id, invoice id) of what the line names: our case or the agency's first, then the invoice. Of
        several placements, the one that was open on the day, otherwise the last."""
        found = [references.get(compact(text), ()) for text in (line.case, line.reference, line.invoice) if text]
        named = next((hits for hits in found if hits), ())
        if not named:
            return None, None
        day = line.day
        open_then = [hit for hit in named if day and hit[2] <= day and (not hit[3] or day <= hit[3])]
        placement_id = (open_then or named)[-1][0]
        move_ids = [
            move_id for hits in found for its, move_id, _first, _last in hits if its == placement_id and move_id
        ]
        return placement_id, move_ids[-1] if move_ids else None

    # ---- by hand --------------------------------------------------------------------------------------------------

    @way_in(MANAGER, "write")
    def action_accept(self):
        """A manager says that a line is right although it looks wrong.

        :raises AccessError: whoever says so is no manager
        """
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        self.check_access("write")
        wrong = self.filtered(lambda line: line.state != "aside" or line.problem not in ACCEPTABLE)
        if wrong:
            raise UserError(self.env._("Line %s has to be corrected, it cannot be accepted as it is.", wrong[0].number))
        self.sudo().accepted_by_id = self.env.user  # the right was checked above
        self.remittance_id.sudo()._check_lines()

    @way_in(COLLECTOR, "write")
    def action_leave_out(self):
        """This line is not booked, whatever it says."""
        self.check_access("write")
        # whoever may correct a line may leave it out
        self.sudo().filtered(lambda line: line.state in OPEN).state = "left_out"
        self.remittance_id.sudo()._check_lines()

    def _take_back_in(self):
        self.check_access("write")
        # as above
        self.sudo().filtered(lambda line: line.state == "left_out").state = "aside"
        self.remittance_id.sudo()._check_lines()

    def _bill_text(self):
        return self.env._(
            "Fee on %(amount)s collected, %(case)s",
            amount=self.currency_id.format(self.gross),
            case=self.case_id.name or self.agency_reference or self.case_reference or self.debtor or "",
        )


class RecoveryRemittanceColumn(models.Model):
    _name = "recovery.remittance.column"
    _description = "Column of a Remittance File"
    _order = "remittance_id, sequence, id"

    remittance_id = fields.Many2one("recovery.remittance", required=True, index=True, ondelete="cascade", readonly=True)
    sequence = fields.Integer(readonly=True)
    title = fields.Char(string="Title in the file", readonly=True)
    sample = fields.Char(string="First line", readonly=True)
    column = fields.Selection(COLUMNS, string="Holds", help="Empty where it is not needed.")

    def _mapping(self):
        """{title, as the engine compares it: column}"""
        return {plain(column.title): column.column or "" for column in self}

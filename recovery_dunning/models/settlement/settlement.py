"""A settlement: a part of a debt that is credited, waived, written off or sold, with its entry, its reason and who
agreed.

It takes the oldest of the chosen instalments first. The entry is Odoo's own, and reconciled with them at once.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..arrangement.signature import SIGNED
from ..record.exhibit import prepare_document

KINDS = [
    ("credit_note", "Credit note as compensation"),
    ("waiver", "Partial waiver"),
    ("write_off", "Write-off"),
    ("sale", "Sale of the debt"),
]
TERMS = frozenset({"kind", "amount", "reason", "buyer_id", "price", "to_sign", "dispute_id"})  # until it is agreed on
OF_MANAGERS = ("waiver", "write_off", "sale")
FRENCH_WRITE_OFF = ("654100", "6541", "654")  # losses on irrecoverable debts


class RecoverySettlement(models.Model):
    _name = "recovery.settlement"
    _description = "Settlement of a Debt"
    _inherit = ["recovery.arrangement", "recovery.signed"]
    _order = "id desc"
    _concluded = SIGNED | {"move_ids", "reversal_ids", "approver_id", "date", "document_ids"}

    line_ids = fields.Many2many(relation="recovery_settlement_line_rel", column1="settlement_id", column2="line_id")
    kind = fields.Selection(KINDS, required=True, default="credit_note")
    amount = fields.Monetary(required=True, help="What is settled, taxes included; the oldest instalment first.")
    reason = fields.Text(required=True, help="Why: it goes into the record of the case.")
    dispute_id = fields.Many2one("recovery.dispute", ondelete="restrict", copy=False)
    buyer_id = fields.Many2one("res.partner", ondelete="restrict", help="Who buys the debt.")
    price = fields.Monetary(help="What the buyer pays.")
    move_ids = fields.Many2many("account.move", string="Entries", readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Agreed by", readonly=True, copy=False)
    date = fields.Date(readonly=True, copy=False)
    document_ids = fields.Many2many("ir.attachment", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "To agree"),
            ("proposed", "To sign"),
            ("done", "Settled"),
            ("undone", "Undone"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    _price_positive = models.Constraint("CHECK (price >= 0)", "The price cannot be negative.")

    @api.depends("kind", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for settlement in self:
            settlement.display_name = self.env._(
                "%(kind)s: %(amount)s",
                kind=kinds[settlement.kind],
                amount=settlement.currency_id.format(settlement.amount),
            )

    @api.model
    def _prepare_for(self, lines):
        amount = sum(lines.mapped("amount_residual_currency")) if len(lines.currency_id) == 1 else 0.0
        return {**super()._prepare_for(lines), "amount": amount}

    def _fixed(self):
        return super()._fixed() | (TERMS if any(settlement.state != "draft" for settlement in self) else frozenset())

    @api.constrains("amount", "line_ids")
    def _check_settled_amount(self):
        """:raises ValidationError: the amount is not above 0, or more than is open"""
        for settlement in self.filtered(lambda settlement: settlement.state == "draft"):
            settlement._check_amount(settlement.amount)

    def action_cancel(self):
        """It was not agreed on."""
        self.filtered(lambda settlement: settlement.state in ("draft", "proposed"))._become("cancelled")

    def action_settle(self):
        """Make the entry, reconcile it with the instalments, and write it into the record.

        :raises AccessError: it needs a manager
        :raises UserError: an account, a buyer or the debt itself is missing
        """
        for settlement in self.filtered(lambda settlement: settlement.state == "draft"):
            settlement._check_right()
            settlement._settle()
        return {"type": "ir.actions.act_window_close"}

    def _settle(self):
        """Make the entry by the rights of whoever makes it."""
        self._check_amount(self.amount)
        moves = getattr(self, f"_make_{self.kind}")()
        self._become(
            "done",
            move_ids=[(6, 0, moves.ids)],
            approver_id=self.approver_id.id or self.env.uid,
            date=self.company_id._recovery_today(),
        )
        self._conclude()

    def _check_right(self):
        manager = self.env.user.has_group("recovery_dunning.group_recovery_manager")
        if self.kind in OF_MANAGERS and not manager:
            raise AccessError(self.env._("Only a recovery manager agrees to a waiver, a write-off or a sale."))

    def _conclude(self):
        """The record, the document of a waiver, and the dispute that led to it."""
        moves = ", ".join(self.move_ids.mapped("name"))
        self._record(
            "settlement",
            lambda settlement: settlement.display_name,
            direction="internal",
            result="\n".join(filter(None, (self.reason, self.env._("Entries: %s", moves)))),
        )
        if self.kind == "waiver":
            document = self._print("recovery_dunning.action_report_waiver")
            self.sudo().document_ids = document  # of what was settled by right
            self._mail("mail_template_waiver", "settlement", self.document_ids)
        if self.dispute_id:
            self.dispute_id._settle(self.move_ids[:1])

    def _print(self, report):
        """The document, kept with the case."""
        lang = self.contact_id.lang or self.partner_id.lang
        # who may settle may print what he settles
        content, _kind = self.env["ir.actions.report"].sudo().with_context(lang=lang)._render_qweb_pdf(report, self.ids)
        case = self._case()
        return case.env["ir.attachment"].create(
            prepare_document(case, f"{self.company_id._recovery_today()} {self.display_name}.pdf", content)
        )

    def _shares(self):
        """[(instalment, part of the amount)], the oldest first."""
        shares, left = [], self.amount
        for line in self.line_ids.sorted(lambda line: (line.date_maturity, line.id)):
            part = self.currency_id.round(min(left, line.amount_residual_currency))
            if self.currency_id.compare_amounts(part, 0) > 0:
                shares.append((line, part))
                left -= part
        return shares

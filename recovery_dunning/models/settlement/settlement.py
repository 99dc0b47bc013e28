"""A settlement: a part of a debt that is credited, waived, written off or sold, with its entry, its reason and who
agreed.

It takes the oldest of the chosen instalments first. The entry is Odoo's own, and reconciled with them at once.
A waiver is a contract: the debtor accepts it (C. civ. 1350). Where his signature is asked for, nothing is taken off the
account before he has given it.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import channels
from ..record.way_in import COLLECTOR, MANAGER, way_in

KINDS = [
    ("credit_note", "Credit note as compensation"),
    ("waiver", "Partial waiver"),
    ("write_off", "Write-off"),
    ("sale", "Sale of the debt"),
]
OF_MANAGERS = ("waiver", "write_off", "sale")
FRENCH_WRITE_OFF = ("654100", "6541", "654")  # losses on irrecoverable debts


class RecoverySettlement(models.Model):
    _name = "recovery.settlement"
    _description = "Settlement of a Debt"
    _inherit = ["recovery.arrangement", "recovery.signed"]
    _order = "id desc"

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
    to_sign = fields.Boolean(
        string="Signed by the debtor", help="The waiver takes effect once the debtor has signed it on his page."
    )
    reversal_ids = fields.Many2many(
        "account.move",
        relation="recovery_settlement_reversal_rel",
        column1="settlement_id",
        column2="move_id",
        string="Reversed by",
        readonly=True,
        copy=False,
    )
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

    @api.constrains("amount", "line_ids")
    def _check_settled_amount(self):
        """:raises ValidationError: the amount is not above 0, or more than is open"""
        for settlement in self.filtered(lambda settlement: settlement.state == "draft"):
            settlement._check_amount(settlement.amount)

    @way_in(COLLECTOR, "write")
    def action_cancel(self):
        """It was not agreed on."""
        self.filtered(lambda settlement: settlement.state in ("draft", "proposed"))._become("cancelled")

    @way_in(COLLECTOR, "write")
    def action_settle(self):
        """Make the entry, reconcile it with the instalments, and write it into the record. A waiver that the debtor is
        to sign is laid before him first.

        :raises AccessError: it needs a manager
        :raises UserError: an account, a buyer or the debt itself is missing
        """
        for settlement in self.filtered(lambda settlement: settlement.state == "draft"):
            if settlement.kind == "waiver" and settlement.to_sign:
                settlement._propose()
            else:
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
            document = self._print_waiver()
            self.sudo().document_ids = document  # of what was settled by right
            self._mail("mail_template_waiver", "settlement", self.document_ids)
        if self.dispute_id:
            self.dispute_id._settle(self.move_ids[:1])

    def _print_waiver(self):
        name = f"{self.company_id._recovery_today()} {self.display_name}"
        return self._print("recovery_dunning.action_report_waiver", name)

    def _shares(self, amount=None):
        """[(instalment, part of the amount, or of a part of it)], the oldest first."""
        shares, left = [], self.amount if amount is None else amount
        for line in self.line_ids.sorted(lambda line: (line.date_maturity, line.id)):
            part = self.currency_id.round(min(left, line.amount_residual_currency))
            if self.currency_id.compare_amounts(part, 0) > 0:
                shares.append((line, part))
                left -= part
        return shares

    # ---- a waiver that the debtor signs -----------------------------------------------------------------------------

    def _propose(self):
        """Write to the debtor: he signs on his page.

        :raises AccessError: it needs a manager
        :raises UserError: the company has no page, or nobody can be written to
        """
        self._check_right()
        self._check_amount(self.amount)
        if not self.company_id.recovery_page:
            raise UserError(
                self.env._("Debtors sign on their page, which is switched off: switch it on, or let him sign on paper.")
            )
        self._become("proposed", approver_id=self.env.uid)
        self._record("settlement", lambda settlement: self.env._("Proposed: %s", settlement.display_name), "out")
        document = self._print_waiver()
        if not self._mail("mail_template_waiver_proposal", "settlement", document, insist=True):
            raise UserError(
                self.env._("%s has no mail address: add one, or print the waiver.", self.partner_id.display_name)
            )

    def _sign(self, name, signature, address, capacity=None):
        """The debtor signs, in the capacity that he typed: the waiver takes effect.

        :raises UserError: the name or the signature is missing, or less is open by now than is waived
        """
        self.ensure_one()
        if self.state != "proposed":
            raise UserError(self.env._("This waiver is not to be signed any more."))
        digest = self._take_signature(name, signature, address, capacity)
        # the entry bears the name of the manager who agreed; what he may was checked then
        self.with_user(self.approver_id).sudo()._settle()
        self._record(
            "settlement",
            lambda waiver: self.env._(
                "Signed by %(name)s: %(waiver)s", name=waiver.signed_by, waiver=waiver.display_name
            ),
            channel=channels.PORTAL,
            contact=self.signed_by,
            result="\n".join(self._evidence(digest)),
            attachment_ids=[(6, 0, self.document_ids.ids)],
        )
        self._tell(self._collector(), self.env._("Waiver signed"))

    # ---- a mistake --------------------------------------------------------------------------------------------------

    @way_in(MANAGER, "write")
    def action_undo(self):
        """Reverse the entries: they stay in the books, and the instalments are open again.

        :raises AccessError: it needs a manager
        :raises UserError: the buyer of the debt has paid
        """
        for settlement in self.filtered(lambda settlement: settlement.state == "done"):
            settlement._check_unpaid_by_buyer()
            reversals = settlement.move_ids._reverse_moves(
                [settlement._prepare_reversal(move) for move in settlement.move_ids], cancel=True
            )
            settlement._become("undone", reversal_ids=[(6, 0, reversals.ids)])
            settlement._record(
                "settlement",
                lambda settlement: self.env._("Undone: %s", settlement.display_name),
                direction="internal",
                result=self.env._("Entries: %s", ", ".join(reversals.mapped("name"))),
            )
            settlement.dispute_id._reopen()

    def _check_unpaid_by_buyer(self):
        owed = self.move_ids.line_ids.filtered(lambda line: self.buyer_id and line.partner_id == self.buyer_id)
        if owed.matched_credit_ids:
            raise UserError(self.env._("%s has paid for the debt: undo his payment first.", self.buyer_id.display_name))

    def _prepare_reversal(self, move):
        today = self.company_id._recovery_today()
        return {
            "ref": self.env._("Undone: %s", move.name),
            "date": today,
            **({"invoice_date": today, "invoice_date_due": today} if move.is_invoice() else {}),
        }

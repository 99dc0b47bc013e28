"""A status that we tell the buyer's platform: a collection (212), or the document that he waits for (209), as a file
for our own platform."""

import uuid
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.identity import siren
from ...engine.lifecycle import codes, writing
from ...engine.lifecycle.values import Figure, Piece
from ...models.record.actions import download
from ...models.record.exhibit import prepare_document
from ...models.record.way_in import COLLECTOR, way_in


class RecoveryLifecycleOutgoing(models.TransientModel):
    _name = "recovery.lifecycle.outgoing"
    _description = "Status for the Buyer's Platform"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    code = fields.Selection(
        [("212", "212 Collected"), ("209", "209 Completed")], string="Status", required=True, default="212"
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        help="VAT included; negative where a collection is undone. What came in on the bank and was not told yet.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", help="What the buyer waits for.")

    @api.depends("move_id")
    def _compute_amount(self):
        for wizard in self:
            collected, told = wizard._collections()
            wizard.amount = collected - told

    def _collections(self):
        """(the money that came in for the invoice, what was told of it until now)"""
        return self.move_id._recovery_collections().get(self.move_id.id, (0.0, 0.0))[:2]

    @way_in(COLLECTOR, "write")
    def action_make(self):
        """Make the file, keep it in the time line of the invoice, and download it.

        :raises UserError: a number or a document is missing, or what is told is more than what came in
        """
        self.ensure_one()
        self.move_id.check_access("read")
        content = writing.cdar(self._status())
        name = f"{self.move_id.name}-{self.code}.xml"
        rows = self.env["recovery.lifecycle"]._import_files([(name, content)], self.move_id.company_id, source="manual")
        if rows.document_id:
            return download(rows.document_id)
        values = prepare_document(self.move_id, name, content, "application/xml")
        return download(self.env["ir.attachment"].create(values))

    def _status(self):
        move, company = self.move_id, self.move_id.company_id
        return writing.Outgoing(
            code=self.code,
            message_id=str(uuid.uuid4()),
            at=fields.Datetime.context_timestamp(
                self.with_context(tz=company._recovery_zone()), fields.Datetime.now()
            ).replace(tzinfo=None, microsecond=0),
            number=move.name,
            issued=move.invoice_date,
            document_type="381" if move.move_type == "out_refund" else "380",
            seller=self._party(company.partner_id),
            buyer=self._party(move.commercial_partner_id),
            figures=self._figures() if self.code == "212" else (),
            pieces=self._pieces() if self.code == "209" else (),
        )

    def _party(self, partner):
        """:raises UserError: it has no SIREN"""
        number = siren(partner.company_registry)
        if not number:
            raise UserError(self.env._("%s has no SIREN: enter it first.", partner.display_name))
        return writing.Party(number, partner.name)

    def _figures(self):
        """The collection by VAT rate.

        :raises UserError: nothing is to be told, or more than came in
        """
        if self.currency_id.is_zero(self.amount):
            raise UserError(self.env._("Nothing came in that was not told: there is nothing to tell."))
        collected, told = self._collections()
        if self.currency_id.compare_amounts(told + self.amount, collected) > 0:
            raise UserError(
                self.env._(
                    "Only %s came in on the bank for this invoice: what was written off or credited is never told as "
                    "collected.",
                    self.currency_id.format(collected),
                )
            )
        gross = {}
        for line in self.move_id.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            rate = Decimal(repr(sum(line.tax_ids.filtered(lambda tax: tax.amount_type == "percent").mapped("amount"))))
            gross[rate] = gross.get(rate, Decimal(0)) + Decimal(repr(line.price_total))
        told = writing.shares(Decimal(repr(self.amount)), gross)
        today = self.move_id.company_id._recovery_today()
        return tuple(Figure(codes.COLLECTED, its, self.currency_id.name, rate, today) for rate, its in told.items())

    def _pieces(self):
        """:raises UserError: there is no document"""
        if not self.attachment_ids:
            raise UserError(self.env._("Attach the document that the buyer waits for."))
        documents = self.attachment_ids.with_context(bin_size=False)
        return tuple(Piece(one.name, one.mimetype, one.raw or b"") for one in documents)

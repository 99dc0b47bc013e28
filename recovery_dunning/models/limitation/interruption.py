"""An act that starts the limitation of a debt anew, or makes it stand still: a recognition, a lawsuit, an enforcement.

What the books and the agreements show is seen by itself: payments, signed plans, mediations. This is for the rest. It
counts once its proof is attached, for it puts the end off; it is never deleted, but withdrawn with a reason.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..record.exhibit import own_documents
from ..record.way_in import COLLECTOR, way_in

KINDS = [
    ("recognition", "Recognition of the debt (C. civ. 2240)"),
    ("payment", "Part payment outside the books (C. civ. 2240)"),
    ("claim", "Claim in court (C. civ. 2241)"),
    ("enforcement", "Enforcement or conservatory measure (C. civ. 2244)"),
    ("insolvency_claim", "Declaration of claim (C. com. L622-25-1)"),
    ("title", "Enforceable title (CPCE L111-4)"),
    ("demand", "Written demand to a public body (law 68-1250)"),
    ("suspension", "Agreement to mediate or conciliate (C. civ. 2238)"),
]
LASTING = ("claim", "insolvency_claim", "suspension")  # they hold the time until their end


class RecoveryInterruption(models.Model):
    _name = "recovery.interruption"
    _description = "Interruption or Suspension of Limitation"
    _inherit = "recovery.arrangement"
    _order = "date desc, id desc"

    line_ids = fields.Many2many(relation="recovery_interruption_line_rel", column1="interruption_id", column2="line_id")
    kind = fields.Selection(KINDS, required=True, default="recognition")
    date = fields.Date(required=True, help="The day of the letter, of the payment, of the service of the act.")
    lasts = fields.Boolean(compute="_compute_lasts", store=True)
    date_end = fields.Date(
        string="Ended on",
        help="A lawsuit holds the time until it ends (C. civ. 2242), a mediation too; empty while it goes on.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "recovery_interruption_proof_rel",
        string="Proof",
        help="The debtor's letter, the act of the officer, the receipt of the court.",
    )
    note = fields.Text()
    withdrawn_reason = fields.Char(
        copy=False, help="Why it does not count any more: the claim was withdrawn or rejected (C. civ. 2243), an error."
    )
    withdrawn = fields.Boolean(readonly=True, copy=False)
    counts = fields.Boolean(
        string="Taken into account",
        compute="_compute_counts",
        store=True,
        help="Its proof is attached, and it was not withdrawn.",
    )

    @api.depends("kind")
    def _compute_lasts(self):
        for interruption in self:
            interruption.lasts = interruption.kind in LASTING

    @api.depends("attachment_ids", "withdrawn")
    def _compute_counts(self):
        for interruption in self:
            interruption.counts = bool(interruption.attachment_ids) and not interruption.withdrawn

    @api.depends("kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for interruption in self:
            interruption.display_name = kinds.get(interruption.kind)

    @api.constrains("date", "date_end", "kind")
    def _check_dates(self):
        """:raises ValidationError: the days are to come, or in the wrong order, or there is an end of what has none"""
        for interruption in self:
            today, end = interruption.company_id._recovery_today(), interruption.date_end
            if interruption.date > today or (end and end > today):
                raise ValidationError(self.env._("An interruption has happened already: its days are not to come."))
            if end and end < interruption.date:
                raise ValidationError(self.env._("It cannot end before its first day: correct one of the days."))
            if end and not interruption.lasts:
                raise ValidationError(
                    self.env._("An act of this kind has no end: only a lawsuit, a declaration or a mediation has one.")
                )

    @api.constrains("kind", "partner_id")
    def _check_public(self):
        """:raises ValidationError: a mere demand is recorded against somebody whom it does not interrupt"""
        for interruption in self.filtered(lambda interruption: interruption.kind == "demand"):
            if interruption.partner_id.with_company(interruption.company_id)._recovery_kind() != "public":
                raise ValidationError(
                    self.env._(
                        "A demand interrupts nothing here, a formal notice neither (Cass. com. 18/05/2022, 20-23.204): "
                        "it does so against public bodies only."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        interruptions = super().create(vals_list)
        for interruption in interruptions:
            own_documents(interruption, interruption.attachment_ids)
            interruption._write_down(interruption.display_name)
        return interruptions

    def write(self, vals):
        """Its end, its proof and a note may come later; what was recorded stays (`rights/kept.py`)."""
        result = super().write(vals)
        if {"date_end", "attachment_ids"} & vals.keys():
            for interruption in self:
                own_documents(interruption, interruption.attachment_ids)
                interruption._write_down(self.env._("Completed: %s", interruption.display_name))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An interruption is never deleted: withdraw it, and say why."))

    @way_in(COLLECTOR, "write")
    def action_withdraw(self):
        """It counts no more, and stays in the record.

        :raises UserError: no reason is given
        """
        self.check_access("write")
        for interruption in self.filtered(lambda interruption: not interruption.withdrawn):
            if not (interruption.withdrawn_reason or "").strip():
                raise UserError(self.env._("Say why it is withdrawn: the reason goes into the record."))
            interruption.sudo().withdrawn = True  # rights were checked above; nobody writes it by hand
            interruption._write_down(
                self.env._("Withdrawn: %s", interruption.display_name), interruption.withdrawn_reason
            )

    def _write_down(self, summary, reason=None):
        days = [str(day) for day in (self.date, self.date_end) if day]
        invoices = ", ".join(self.line_ids.move_id.mapped("name"))
        self._record(
            "limitation",
            lambda interruption: summary,
            direction="internal",
            result="\n".join(filter(None, [" – ".join(days), invoices, self.note, reason])),
            attachment_ids=[(6, 0, self.attachment_ids.ids)],
        )

"""A third party between creditor and debtor: mediation, conciliation, arbitration. Dunning waits for it, and the time
of limitation where the law says so.

A written agreement to mediate or to conciliate, or the first meeting where there is none, suspends limitation, which
goes on for six months at least once it has ended; so do a participatory procedure and the debtor's agreement to the
procedure of small claims (C. civ. 2238). Talks alone suspend nothing, and arbitration is not among these.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..record.way_in import COLLECTOR, way_in
from ..record.words import named

KINDS = [
    ("mediation", "Mediation"),
    ("conciliation", "Conciliation"),
    ("participatory", "Participatory procedure"),
    ("small_claims", "Small claims procedure"),
    ("arbitration", "Arbitration"),
]
SUSPENDING = ("mediation", "conciliation", "participatory", "small_claims")


class RecoveryMediation(models.Model):
    _name = "recovery.mediation"
    _description = "Mediation, Conciliation or Arbitration"
    _inherit = "recovery.arrangement"
    _order = "id desc"

    line_ids = fields.Many2many(relation="recovery_mediation_line_rel", column1="mediation_id", column2="line_id")
    kind = fields.Selection(KINDS, required=True, default="mediation")
    third_party_id = fields.Many2one("res.partner", string="Mediator", help="Who mediates, conciliates or decides.")
    dispute_id = fields.Many2one("recovery.dispute", ondelete="restrict", copy=False)
    date_agreed = fields.Date(
        string="Agreed in writing on", help="The day of the written agreement, or of the first meeting without one."
    )
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False)
    suspends = fields.Boolean(
        string="Suspends limitation",
        compute="_compute_suspends",
        store=True,
        help="From the agreement on; after the end, limitation goes on for six months at least (C. civ. 2238).",
    )
    hold_ids = fields.Many2many("recovery.hold", string="Holds", readonly=True, copy=False)
    result = fields.Text(help="What was agreed, or why nothing was.")
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    state = fields.Selection(
        [("draft", "Proposed"), ("running", "In progress"), ("agreed", "Agreement"), ("failed", "No agreement")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    @api.depends("kind", "date_agreed")
    def _compute_suspends(self):
        for mediation in self:
            mediation.suspends = bool(mediation.kind in SUSPENDING and mediation.date_agreed)

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for mediation in self:
            mediation.display_name = f"{kinds[mediation.kind]} – {mediation.partner_id.display_name}"

    @api.constrains("date_agreed", "date_ended")
    def _check_dates(self):
        """:raises ValidationError: it ended before it was agreed on, or was agreed on in the days to come"""
        for mediation in self.filtered("date_agreed"):
            if mediation.date_agreed > mediation.company_id._recovery_today():
                raise ValidationError(self.env._("The day of the agreement has not come yet: correct it."))
            if mediation.date_ended and mediation.date_ended < mediation.date_agreed:
                raise ValidationError(self.env._("It cannot end before it was agreed on: correct one of the days."))

    @way_in(COLLECTOR, "write")
    def action_start(self):
        """Both sides have agreed to it: its instalments are left in peace until it ends.

        :raises UserError: the day of the agreement is missing
        """
        for mediation in self.filtered(lambda mediation: mediation.state == "draft"):
            if not mediation.date_agreed:
                raise UserError(self.env._("Write down on which day it was agreed on in writing."))
            holds = self.env["recovery.hold"].create(mediation._prepare_holds())
            mediation._become("running", hold_ids=[(6, 0, holds.ids)])
            mediation._note(self.env._("Begun: %s", mediation.display_name))

    def _prepare_holds(self):
        reason = self.env.ref("recovery_dunning.hold_reason_mediation")
        shared = {"company_id": self.company_id.id, "reason_id": reason.id, "user_id": self.env.uid}
        today = self.company_id._recovery_today()
        return [{**shared, "line_id": line.id, "date_from": today} for line in self.line_ids]

    @way_in(COLLECTOR, "write")
    def action_agree(self):
        """It ended with an agreement: a plan, a credit note or a waiver follows."""
        self._end("agreed")

    @way_in(COLLECTOR, "write")
    def action_fail(self):
        """It ended without one: the ladder goes on."""
        self._end("failed")

    def _end(self, state):
        for mediation in self.filtered(lambda mediation: mediation.state == "running"):
            mediation._become(state, date_ended=mediation.company_id._recovery_today())
            mediation.hold_ids.action_end()
            label = dict(self._fields["state"]._description_selection(self.env))[state]
            mediation._note(named(self.env, label, mediation.display_name), result=mediation.result or False)

    def _note(self, text, **values):
        documents = [(6, 0, self.attachment_ids.ids)]
        self._record("mediation", lambda mediation: text, direction="internal", attachment_ids=documents, **values)

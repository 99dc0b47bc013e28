"""What an agency reports of a case: how far it is, that it refuses it, or that nothing can be collected; and the
recall, by which a manager takes cases back from it."""

from odoo import fields, models

from ...models.handoff.placement import STATUSES
from ...models.record.way_in import COLLECTOR, MANAGER, way_in

OURS = ("placed", "paid", "recalled")  # what we say ourselves, or the ledger


class RecoveryPlacementWizard(models.TransientModel):
    _name = "recovery.placement.wizard"
    _description = "News of an Agency"

    placement_ids = fields.Many2many("recovery.placement", required=True, readonly=True)
    status = fields.Selection(
        [status for status in STATUSES if status[0] not in OURS],
        required=True,
        help="Paid it is once the agency has paid over: import its remittance.",
    )
    agency_reference = fields.Char(
        string="Agency's reference", help="The agency's own number of the case, where it is new."
    )
    note = fields.Text(string="What it says")
    certificate = fields.Binary(string="Certificate of non-recovery")
    certificate_name = fields.Char()
    certificate_date = fields.Date(string="Certificate of", default=lambda self: self.env.company._recovery_today())

    @way_in(COLLECTOR, "write")
    def action_report(self):
        """Write it down; what ends the placement gives the case back."""
        certificate = self._make_certificate() if self.certificate else None
        dated = self.certificate_date if certificate else None
        if self.agency_reference and len(self.placement_ids) == 1:
            self.placement_ids.check_access("read")
            # a collector writes down the agency's number, and nothing else of the placement
            self.placement_ids.sudo().agency_reference = self.agency_reference
        self.placement_ids._report(
            self.status, note=self.note or False, certificate=certificate, certificate_date=dated
        )
        return {"type": "ir.actions.act_window_close"}

    def _make_certificate(self):
        name = self.certificate_name or self.env._("Certificate of non-recovery")
        place = {"res_model": "recovery.case", "res_id": self.placement_ids[:1].case_id.id}
        # a document of the case, for whoever reads the case
        return self.env["ir.attachment"].sudo().create({"name": name, "datas": self.certificate, **place})


class RecoveryRecallWizard(models.TransientModel):
    _name = "recovery.recall.wizard"
    _description = "Recall Cases from an Agency"

    placement_ids = fields.Many2many("recovery.placement", required=True, readonly=True)
    reason = fields.Char(required=True, help="The agency is told so.")

    @way_in(MANAGER, "write")
    def action_recall(self):
        self.placement_ids._recall(self.reason)
        return {"type": "ir.actions.act_window_close"}

"""What is known of a registered letter: its number, the days of its journey, the scanned receipt."""

from odoo import api, fields, models

from ...models.notice.registered import DELIVERIES

TRACKED = ("registered_number", "posted_date", "presented_date", "received_date", "delivery")


class RecoveryRegisteredWizard(models.TransientModel):
    _name = "recovery.registered.wizard"
    _description = "Follow a Registered Letter"

    notice_id = fields.Many2one("recovery.notice", required=True, readonly=True)
    registered_number = fields.Char(string="Number", compute="_compute_from_notice", store=True, readonly=False)
    posted_date = fields.Date(string="Posted on", compute="_compute_from_notice", store=True, readonly=False)
    presented_date = fields.Date(
        string="First presented on", compute="_compute_from_notice", store=True, readonly=False
    )
    received_date = fields.Date(string="Received on", compute="_compute_from_notice", store=True, readonly=False)
    delivery = fields.Selection(DELIVERIES, compute="_compute_from_notice", store=True, readonly=False)
    receipt_ids = fields.Many2many("ir.attachment", string="Scanned receipt")

    @api.depends("notice_id")
    def _compute_from_notice(self):
        for wizard in self:
            for name in TRACKED:
                wizard[name] = wizard.notice_id[name]

    def action_apply(self):
        self.ensure_one()
        self.notice_id._track({name: self[name] for name in TRACKED}, self.receipt_ids)
        return {"type": "ir.actions.act_window_close"}

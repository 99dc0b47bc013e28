"""The settings of promises, plans and the debtor's page, on the screen of the others."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_promise_days = fields.Integer(related="company_id.recovery_promise_days", readonly=False)
    recovery_promise_limit = fields.Integer(related="company_id.recovery_promise_limit", readonly=False)
    recovery_cure_days = fields.Integer(related="company_id.recovery_cure_days", readonly=False)
    recovery_cure_days_consumer = fields.Integer(related="company_id.recovery_cure_days_consumer", readonly=False)
    recovery_write_off_account_id = fields.Many2one(related="company_id.recovery_write_off_account_id", readonly=False)
    recovery_page = fields.Boolean(related="company_id.recovery_page", readonly=False)
    recovery_page_days = fields.Integer(related="company_id.recovery_page_days", readonly=False)
    recovery_page_pay = fields.Boolean(related="company_id.recovery_page_pay", readonly=False)
    recovery_page_promise = fields.Boolean(related="company_id.recovery_page_promise", readonly=False)
    recovery_page_dispute = fields.Boolean(related="company_id.recovery_page_dispute", readonly=False)
    recovery_page_plan = fields.Boolean(related="company_id.recovery_page_plan", readonly=False)
    recovery_page_proof = fields.Boolean(related="company_id.recovery_page_proof", readonly=False)
    recovery_page_months = fields.Integer(related="company_id.recovery_page_months", readonly=False)
    recovery_proof_days = fields.Integer(related="company_id.recovery_proof_days", readonly=False)

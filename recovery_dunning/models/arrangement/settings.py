"""What a company sets once for promises, plans and the debtor's page."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_promise_days = fields.Integer(
        string="Days ahead of a promise", default=60, help="A promise is made for a day within these; 0 sets no limit."
    )
    recovery_promise_limit = fields.Integer(
        string="Promises of a debtor",
        default=3,
        help="With so many that are open, were replaced or not kept within a year, the next one needs a manager; 0 "
        "sets no limit.",
    )
    recovery_cure_days = fields.Integer(
        string="Days to cure a plan", default=8, help="From the notice that a payment of a plan is missing."
    )
    recovery_cure_days_consumer = fields.Integer(
        string="Days to cure a consumer's plan", default=30, help="A shorter time may be abusive against a consumer."
    )
    recovery_write_off_account_id = fields.Many2one(
        "account.account",
        string="Account of write-offs",
        domain="[('account_type', 'in', ('expense', 'expense_other'))]",
        help="Where a debt goes that is given up; without it the account 6541 of the French chart.",
    )

    recovery_page = fields.Boolean(
        string="Debtor's page", default=True, help="What is due, for the debtor himself, by account or signed link."
    )
    recovery_page_days = fields.Integer(
        string="Days of a link", default=30, help="For so long a signed link opens the page of a debtor."
    )
    recovery_page_pay = fields.Boolean(
        string="Pays online", default=True, help="Where a payment provider of Odoo is published."
    )
    recovery_page_promise = fields.Boolean(string="Gives a date", default=True)
    recovery_page_dispute = fields.Boolean(string="Disputes", default=True)
    recovery_page_plan = fields.Boolean(string="Asks for a plan", default=True)
    recovery_page_proof = fields.Boolean(string="Hands in proof of payment", default=True)
    recovery_page_months = fields.Integer(
        string="Months of a plan", default=6, help="The longest plan that a debtor may ask for on his page."
    )
    recovery_proof_days = fields.Integer(
        string="Days for a proof of payment", default=5, help="For so long a proof of payment keeps notices back."
    )

    _recovery_dialogue_positive = models.Constraint(
        "CHECK (recovery_promise_days >= 0 AND recovery_promise_limit >= 0 AND recovery_cure_days > 0"
        " AND recovery_cure_days_consumer > 0 AND recovery_page_days > 0 AND recovery_page_months >= 0"
        " AND recovery_proof_days >= 0)",
        "The days and numbers of promises, plans and the debtor's page cannot be negative.",
    )

    def _recovery_cure_days(self, debtor_class):
        """The days to cure the default of a plan of this class of debtor."""
        self.ensure_one()
        return self.recovery_cure_days_consumer if debtor_class == "consumer" else self.recovery_cure_days


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

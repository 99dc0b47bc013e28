"""What a company sets once for its agencies: the accounts of their remittances, and how they hear of payments."""

from odoo import fields, models

from .direct_payment import TELL

CLEARING = [("account_type", "in", ("asset_current", "liability_current")), ("reconcile", "=", True)]
FRENCH_CLEARING = "467"  # divers comptes débiteurs et produits à recevoir
FRENCH_FEES = ("6226", "622")  # honoraires


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_agency_account_id = fields.Many2one(
        "account.account",
        string="Account of agencies",
        domain=CLEARING,
        check_company=True,
        help="What an agency has collected and not paid over yet; its transfer is matched there. Without it the "
        "account 467 of the French chart.",
    )
    recovery_fee_account_id = fields.Many2one(
        "account.account",
        string="Account of agency fees",
        domain=[("account_type", "like", "expense")],
        check_company=True,
        help="Without it the account 6226 of the French chart.",
    )
    recovery_tell_agency = fields.Selection(
        TELL,
        string="Payments of placed debts",
        required=True,
        default="task",
        help="How an agency hears of a payment that came to us.",
    )

    def _recovery_agency_account(self):
        """Where remittances go through: what was chosen, otherwise the account of the French chart.

        :raises UserError: there is neither
        """
        self.ensure_one()
        return self._recovery_account(
            self.recovery_agency_account_id,
            [FRENCH_CLEARING],
            CLEARING,
            self.env._("Choose the account of agencies in the recovery settings first."),
        )

    def _recovery_fee_account(self):
        """Where the fees of agencies go, likewise.

        :raises UserError: there is neither
        """
        self.ensure_one()
        return self._recovery_account(
            self.recovery_fee_account_id,
            FRENCH_FEES,
            [("account_type", "like", "expense")],
            self.env._("Choose the account of agency fees in the recovery settings first."),
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_agency_account_id = fields.Many2one(related="company_id.recovery_agency_account_id", readonly=False)
    recovery_fee_account_id = fields.Many2one(related="company_id.recovery_fee_account_id", readonly=False)
    recovery_tell_agency = fields.Selection(related="company_id.recovery_tell_agency", readonly=False, required=True)

"""The setup of a company: what is ready for its recovery, what is missing, and from which day on it runs."""

from odoo import api, fields, models
from odoo.tools import config

from ...engine import regime
from ..claim.rate import NEEDED
from ..record.way_in import way_in

MANAGER = "recovery_dunning.group_recovery_manager"


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_setup = fields.Selection(
        [("done", "Done"), ("dismissed", "Not shown any more")],
        string="Setup of the recovery",
        copy=False,
        help="Until then a banner says what is missing.",
    )
    recovery_start_date = fields.Date(
        string="Recovery from", copy=False, help="The daily escalation leaves the company alone until that day."
    )

    def _recovery_has_started(self):
        self.ensure_one()
        return not self.recovery_start_date or self.recovery_start_date <= self._recovery_today()

    def _recovery_gaps(self):
        """{what is missing: what to do about it}, in the order of the setup; empty when all is ready."""
        self.ensure_one()
        company = self.sudo()  # whether something is there, not what it is
        gaps = {
            "procedure": not self.env["recovery.procedure"]._rules(company).procedures
            and self.env._("No procedure has a level: take one out of the archive, or make one."),
            "sender": not (company.email or company.recovery_user_id.email)
            and self.env._("Enter the mail address of the company: answers of debtors come to it."),
            "collector": not company.recovery_user_id and self.env._("Choose who follows the debtors."),
            "bank": not self._recovery_bank_account()
            and self.env._("Enter the IBAN of the company: reminders tell debtors where to pay."),
            "trust": self._recovery_untrusted_account()
            and self.env._(
                "Have the bank account %s of the company trusted (“Send Money” on its form) by somebody who may: newer "
                "versions of Odoo post no invoice that names another.",
                self._recovery_untrusted_account().acc_number,
            ),
            "rates": self._recovery_missing_rates()
            and self.env._("Enter the interest rates of this semester: notices that claim interest wait for them."),
            "mail_server": not self._recovery_has_mail_server()
            and self.env._("Set up an outgoing mail server: without one no mail leaves."),
            "identity": not (company.company_registry and company.street and company.city)
            and self.env._("Enter the address and the registration number of the company: letters must bear them."),
            "legal_form": company.account_fiscal_country_id.code == "FR"
            and not company._recovery_has_legal_form()
            and self.env._(
                "Enter the legal form, the capital and the town of the trade register in the settings: letters must "
                "bear them (C. com. R123-237, R123-238)."
            ),
            "mediator": not company.recovery_mediator
            and self._recovery_sells_to_consumers()
            and self.env._(
                "Enter the consumer mediator in the settings: consumers must be told whom they may turn to (C. conso. "
                "L616-1)."
            ),
        }
        return {name: advice for name, advice in gaps.items() if advice}

    def _recovery_turned_off(self):
        """[what the guides advise and this company has not turned on], a sentence each."""
        self.ensure_one()
        company = self.sudo()  # whether something is on
        off = [
            not company.recovery_satisfaction_days
            and self.env._(
                "Satisfaction calls are off: nobody asks after a delivery whether all is well, and a dispute is heard "
                "of when the invoice is late. The settings turn them on."
            ),
            not company.recovery_discharge
            and self.env._(
                "Discharge letters are off: a debtor who has paid all is not told so. The settings turn them on; a "
                "case can always write one."
            ),
        ]
        return list(filter(None, off))

    def _recovery_sells_to_consumers(self):
        """Whether a person, who is no company, owes something here."""
        owed = [("company_id", "=", self.id), ("move_type", "=", "out_invoice"), ("state", "=", "posted")]
        persons = [("commercial_partner_id.is_company", "=", False), ("payment_state", "in", ("not_paid", "partial"))]
        return bool(self.env["account.move"].sudo().search_count([*owed, *persons], limit=1))  # whether there is one

    def _recovery_bank_account(self):
        """The account on which debtors pay, if there is one."""
        return self._recovery_pay_to(self.currency_id, self.env["account.move"]).sudo()  # whether it is there

    def _recovery_untrusted_account(self):
        """The account on which debtors pay, if nobody has trusted it."""
        return self._recovery_bank_account().filtered(lambda account: not account.allow_out_payment)

    def _recovery_missing_rates(self):
        """The kinds of rates of this semester that are not entered yet."""
        semester = regime.semester_start(self._recovery_today())
        known = self.env["recovery.rate"].sudo().search([("date_from", "=", semester)]).mapped("kind")  # public
        return set(NEEDED) - set(known)

    def _recovery_has_mail_server(self):
        servers = self.env["ir.mail_server"].sudo().search_count([], limit=1)  # whether there is one
        return bool(servers) or config["smtp_server"] not in (False, "", "localhost")

    @api.model
    @way_in(None, "read")
    def recovery_setup_banner(self):
        """What the banner over the lists says to a manager whose company is not set up yet: the sentences of what is
        missing, and of what is off; False where there is nothing to show."""
        if self.env.company.recovery_setup or not self.env.user.has_group(MANAGER):
            return False
        company = self.env.company
        return [*company._recovery_gaps().values(), *company._recovery_turned_off()]

    @api.model
    @way_in(MANAGER, "read")
    def action_recovery_dismiss_setup(self):
        """The banner is not shown again."""
        self.env["recovery.run"]._check_group(MANAGER)
        self.env.company.sudo().recovery_setup = "dismissed"  # rights were checked above

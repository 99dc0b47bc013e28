"""What a case shows of its debtor: fields that are kept with the debtor, by company, and written from the case."""

from odoo import api, fields, models

from ..record.way_in import READER
from .res_partner import INSOLVENCIES


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    profile_id = fields.Many2one(
        "recovery.profile",
        compute="_compute_profile_id",
        inverse="_inverse_profile_id",
        groups=READER,
        help="Which of the debtors of practice he is. It is kept with the debtor.",
    )
    guidance = fields.Html(compute="_compute_profile_id", groups=READER)
    proposals = fields.Html(compute="_compute_profile_id", groups=READER)
    insolvency = fields.Selection(
        INSOLVENCIES,
        compute="_compute_insolvency",
        inverse="_inverse_insolvency",
        groups=READER,
        help="Stops all dunning of the debtor. It is kept with the debtor.",
    )
    insolvency_date = fields.Date(
        string="Day of the judgment", compute="_compute_insolvency", inverse="_inverse_insolvency", groups=READER
    )
    broken_promises = fields.Integer(
        string="Promises not kept", compute="_compute_broken_promises", help="Broken, or kept in part."
    )

    def _read_debtor(self, **mirrored):
        """Show fields of the debtor as they are in the company of each case: {field here: field there}."""
        for case in self:
            debtor = case._debtor()
            for name, source in mirrored.items():
                case[name] = debtor[source]

    def _write_debtor(self, **mirrored):
        """Keep them with the debtor, where they changed."""
        for case in self:
            # a collector writes down what he learns of his debtor, though he may not write contacts
            debtor = case._debtor().sudo()
            debtor.write({there: case[here] for here, there in mirrored.items() if debtor[there] != case[here]})

    def _debtor(self):
        """The debtor, as the company of the case knows him."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id)

    def _collector(self):
        """Who follows the case, and looks at what comes in: its collector, otherwise whoever administers."""
        self.ensure_one()
        return self.company_id._recovery_in_charge(self.user_id, self._debtor().recovery_user_id)

    @api.depends("partner_id.recovery_profile_id", "company_id")
    @api.depends_context("lang")
    def _compute_profile_id(self):
        self._read_debtor(profile_id="recovery_profile_id")
        for case in self:
            case.guidance, case.proposals = case.profile_id.guidance, case.profile_id.proposals

    def _inverse_profile_id(self):
        self._write_debtor(profile_id="recovery_profile_id")

    @api.depends("partner_id.recovery_insolvency", "partner_id.recovery_insolvency_date", "company_id")
    def _compute_insolvency(self):
        self._read_debtor(insolvency="recovery_insolvency", insolvency_date="recovery_insolvency_date")

    def _inverse_insolvency(self):
        self._write_debtor(insolvency="recovery_insolvency", insolvency_date="recovery_insolvency_date")

    def _compute_broken_promises(self):
        self._read_debtor(broken_promises="recovery_broken_promises")

"""What an agency must show: its insurance, its dedicated account, its declaration to the public prosecutor, the
mandate; and until when.

CPCE R124-2: liability insurance, a dedicated account, and a declaration before the activity begins; R124-3: a mandate.
"""

from odoo import api, fields, models
from odoo.tools import format_date

from ..record.exhibit import own_documents

KINDS = [
    ("insurance", "Liability insurance"),
    ("declaration", "Declaration to the prosecutor"),
    ("account", "Dedicated account"),
    ("mandate", "Signed mandate"),
    ("other", "Other"),
]
REQUIRED = ("insurance", "account", "declaration")


class RecoveryAgencyProof(models.Model):
    _name = "recovery.agency.proof"
    _description = "Proof of a Collection Agency"
    _order = "agency_id, kind, date_until desc, id desc"

    agency_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, default="insurance")
    number = fields.Char(help="Of the policy, of the declaration.")
    issuer = fields.Char(string="Issued by", help="e.g. the insurer, the prosecutor of Lyon.")
    date_from = fields.Date(string="From")
    date_until = fields.Date(string="Until", index="btree_not_null", help="Empty where it does not expire.")
    attachment_ids = fields.Many2many("ir.attachment", string="Document")
    alerted_on = fields.Date(readonly=True, copy=False, help="When somebody was told that it expires.")

    @api.depends("kind", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for proof in self:
            proof.display_name = " ".join(filter(None, [kinds.get(proof.kind), proof.number]))

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        for proof in proofs:
            own_documents(proof, proof.attachment_ids)
        return proofs

    def write(self, vals):
        """A new end is watched anew."""
        if "date_until" in vals:
            vals = {"alerted_on": False, **vals}
        result = super().write(vals)
        for proof in self if "attachment_ids" in vals else ():
            own_documents(proof, proof.attachment_ids)
        return result

    def _warnings_on(self, day):
        """What is missing or out of date of one agency's proofs on `day`: a sentence each."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        warnings = []
        for kind in dict.fromkeys([*REQUIRED, *self.mapped("kind")]):
            its = self.filtered(lambda proof, kind=kind: proof.kind == kind)
            ends = its.mapped("date_until")
            if not its:
                warnings.append(self.env._("%s: no proof is entered.", labels[kind]))
            elif all(ends) and max(ends) < day:
                end = format_date(self.env, max(ends))
                warnings.append(self.env._("%(proof)s: expired on %(day)s.", proof=labels[kind], day=end))
        return warnings

    @api.model
    def _alert(self, company, days):
        """Tell whoever follows the company's debtors of the proofs that expire within `days`, once each."""
        today = company._recovery_today()
        limit = fields.Date.add(today, days=days)
        expiring = self.search(
            [
                *(("date_until", "!=", False), ("date_until", "<=", limit), ("alerted_on", "=", False)),
                *(("agency_id.is_recovery_agency", "=", True), ("agency_id.company_id", "in", (company.id, False))),
            ]
        )
        newer = {
            (proof.agency_id, proof.kind): proof.date_until for proof in expiring.agency_id.recovery_proof_ids[::-1]
        }
        user = company._recovery_in_charge()
        for proof in expiring:
            last = newer.get((proof.agency_id, proof.kind))
            if not last or last > limit:
                continue  # the next one is there already
            proof.agency_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=max(today, fields.Date.subtract(proof.date_until, days=7)),
                summary=self.env._("Ask for a new proof: %s", proof.display_name),
                note=self.env._("It expires on %s.", format_date(self.env, proof.date_until)),
                user_id=user.id,
            )
        expiring.alerted_on = today
        self._alert_of_mandates(company, limit, user)

    def _alert_of_mandates(self, company, limit, user):
        """Likewise of the company's mandates that end until `limit`, for `user` to do."""
        summary = self.env._("The mandate of the agency ends: agree on a new one")
        agencies = self.env["res.partner"].with_company(company)
        ending = [
            *(("is_recovery_agency", "=", True), ("recovery_mandate_until", "!=", False)),
            ("recovery_mandate_until", "<=", limit),
        ]
        for agency in agencies.search(ending):
            if summary not in agency.activity_ids.mapped("summary"):
                agency.activity_schedule(
                    "mail.mail_activity_data_todo", agency.recovery_mandate_until, summary, user_id=user.id
                )

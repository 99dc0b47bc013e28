"""Erasing what is past its time: every night where the settings say so, or by a manager who has looked at what it is.

Two stages. Soon after a paid case: private notes, and what was said on calls and visits. After the time for which a
debt can be claimed: all that the case says, shows and has sent. What stays is what the books need (invoices, entries,
claims, the amounts of agreements), and the record's chain, which tells that there were steps, and when.
"""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...engine import channels
from ..record.apart import each_apart
from ..record.way_in import acting

TOGETHER = 50  # cases that are erased in one transaction
# what a person said, wrote or signed, by model: emptied, or named as erased where there must be something
SAID = {
    "recovery.promise": ("note",),
    "recovery.plan": (
        *("signed_by", "signed_ip", "signature", "acknowledged_words", "acknowledged_figures", "scan", "scan_name"),
    ),
    "recovery.dispute": ("claim", "answer", "root_cause"),
    "recovery.settlement": ("reason", "signed_by", "signed_ip", "signature"),
    "recovery.mediation": ("result",),
    "recovery.interruption": ("note", "withdrawn_reason"),
    "recovery.hold": ("note",),
    "recovery.placement": ("recall_reason",),
    "recovery.proceeding": ("note",),
    "recovery.notice": ("sms_number", "sms_text", "registered_number"),
}
OF_THE_CASE = ("recovery.placement", "recovery.proceeding", "recovery.notice")
GONE = ("recovery.piece", "recovery.check")  # nothing of them stays


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    @api.model
    def _cron_erase(self):
        """What is past its time in the companies that want it, some at a time: an interruption loses nothing."""
        run = self.env["recovery.run"]
        for company in self.env["res.company"].search([("recovery_erase", "=", True)]):
            self.env["recovery.access"]._forget(company)
            for stage in ("notes", "case"):
                due = self._past_their_time(company, stage)
                due -= self.concat(*due._kept_back())
                for ids in split_every(TOGETHER, due.ids):
                    each_apart(self.browse(ids), lambda cases, stage=stage: cases._erase(stage))
                    if not run._commit_progress(len(ids)):
                        return

    @acting()
    def _erase(self, stage):
        """Erase what is past the time of `stage` ("notes", "case"), those left out that are kept back."""
        cases = (self - self.browse().concat(*self._kept_back())).sudo()  # whoever may erase, erases all of it
        for company, its_cases in cases.grouped("company_id").items():
            of_company = its_cases.with_context(lang=company.partner_id.lang)
            getattr(of_company, f"_erase_{stage}")(company._recovery_today())

    def _erase_notes(self, today):
        self._their_notes().unlink()
        spoken = [("case_id", "in", self.ids), ("kind", "=", "contact"), ("channel", "in", tuple(channels.SPOKEN))]
        self.env["recovery.event"].search(spoken)._erase(
            self.env._("What was said on calls and visits is erased: the case is paid.")
        )
        self.notes_erased_on = today

    def _erase_case(self, today):
        self._their_notes().unlink()
        for case in self:
            for model, names in SAID.items():
                records = self.env[model].search(case._its(model))
                _empty(records, names)
                case._attached(records).unlink()
            for model in GONE:
                records = self.env[model].search([("case_id", "=", case.id)])
                case._attached(records).unlink()
                records.unlink()
        for records in (self, self.placement_ids):  # what was written about them, and to whom
            self._attached(records).unlink()
            self.env["mail.message"].search([("model", "=", records._name), ("res_id", "in", records.ids)]).unlink()
        self.activity_ids.unlink()
        self.env["recovery.notice"].search([("case_id", "in", self.ids)]).mail_id.unlink()
        self.event_ids._erase(self.env._("What this case says is erased: its time is over."))
        self.write({"close_reason": False, "erased_on": today, "notes_erased_on": today})
        self._forget_judgement()

    def _their_notes(self):
        """The private notes on these debtors from the time of their cases."""
        theirs = Domain.OR(case._its("recovery.note") for case in self)
        return self.env["recovery.note"].search(theirs | Domain("case_id", "in", self.ids))

    def _its(self, model):
        """What of `model` is of this case: it names the case, or is of its debtor and from its time."""
        if model in OF_THE_CASE:
            return Domain("case_id", "=", self.id)
        until = fields.Datetime.add(fields.Datetime.to_datetime(self.date_closed), days=1)
        return Domain(self._their_domain()) & Domain("create_date", "<", until)

    def _attached(self, records):
        """The papers of these records."""
        return self.env["ir.attachment"].search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids), ("id", "!=", False)]
        )

    def _forget_judgement(self):
        """Which kind of debtor he is: a judgement, that stands as long as something of his cases does."""
        for case in self:
            left = self.search_count([*case._their_domain(), ("erased_on", "=", False)], limit=1)
            if not left:
                case.partner_id.with_company(case.company_id).recovery_profile_id = False


def _empty(records, names):
    """Empty these fields; what must not be empty says that it was erased."""
    for record in records:
        said = [name for name in names if record[name]]
        record.write({name: records.env._("Erased") if record._fields[name].required else False for name in said})

"""What is before a court when the debt changes under it: an invoice is posted anew, two debtors become one."""

from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_carry_on(self, carried):
        """Its instalments stay with the proceedings that claim them; what is claimed is looked at again."""
        key = "recovery.proceeding.line_ids"
        ids = {its for item in carried["items"] for its in item["links"].get(key, ())}
        result = super()._recovery_carry_on(carried)
        claiming = self.env["recovery.proceeding"].sudo().browse(ids).exists()  # whoever corrects the invoice
        claiming._is_running()._follow_correction(self)
        return result


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    def _follow_correction(self, move):
        """An invoice that is claimed here is posted anew: what is only prepared is added up again when it is filed;
        of what was filed, somebody tells the court."""
        for proceeding in self:
            if proceeding.stage == "draft":
                proceeding.write(
                    {"line_ids": [(5,)], "claimed_on": False, "deducted": False, "covered": False}
                    | dict.fromkeys(proceeding._parts(), 0.0)
                )
                text = self.env._("%s is posted anew: print the papers anew before they are filed", move.name)
            else:
                text = self.env._("%s is posted anew: tell the court, or counsel, what it comes to now", move.name)
            proceeding._note(text)
            proceeding._tell_collector(text)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _merge(self, case):
        """What is before a court goes on with the case that goes on."""
        for model in ("recovery.proceeding", "recovery.insolvency"):
            # what hangs on the cases of whoever may merge them
            self.env[model].sudo().search([("case_id", "in", self.ids)]).write({"case_id": case.id})
        return super()._merge(case)

    @api.model
    def _join(self, companies, partners, debtor):
        """A debtor is in one insolvency: of several records the one with the first judgment goes on, and stops what
        the others had under way."""
        # who may join the cases joins what hangs on them
        insolvencies = self.env["recovery.insolvency"].sudo()
        going_on = insolvencies.search(
            [("company_id", "in", companies.ids), ("partner_id", "in", partners.ids), ("closed_on", "=", False)]
        )
        kept = insolvencies
        for its in going_on.grouped("company_id").values():
            first = its.sorted(lambda one: (not one.judgment_date, str(one.judgment_date), one.id))[:1]
            for other in its - first:
                other._close_record(self.env._("The debtor was joined with another one"))
            kept |= first
        result = super()._join(companies, partners, debtor)
        for insolvency in kept:
            insolvency.partner_id = debtor
            insolvency._become_of_all()
        return result


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    def _become_of_all(self):
        """What it says of the debtor, and stops, holds for all that he owes by now."""
        self._flag_debtor()
        if self.judgment_date and (stopped := self._stop_what_goes_on()):
            self.case_id._log("insolvency", lambda case: self.display_name, result="\n".join(stopped))

"""An insolvency that somebody notes on the contact: it gets its record, which asks for the days that are missing; what
is taken off there closes it."""

from odoo import api, fields, models

ASKED_AGAIN = 7  # days after which the missing days are asked for once more
FLAGS = {"recovery_insolvency", "recovery_insolvency_date"}


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    @api.model
    def _follow_contacts(self, company, debtors):
        """Bring the records of these debtors to what is noted on them in a company: one is made for each who is
        insolvent and owes something; with the day of the judgment it has its effects at once, without it it asks for
        it. Nothing is made for whom nothing is owed by.
        """
        owed = self.env["account.move.line"]._recovery_owed(company, debtors).recovery_debtor_id
        for debtor in debtors.with_company(company):
            found, kind, day = self._of(company, debtor), debtor.recovery_insolvency, debtor.recovery_insolvency_date
            if found and not kind:
                found._come_to_an_end(self.env._("No insolvency proceedings"))
            elif found:
                changed = {"kind": kind} if found.kind != kind else {}
                if found.judgment_date != day and (day or not found.judgment_date):
                    changed["judgment_date"] = day
                if changed:
                    found.write(changed)
            elif kind and debtor in owed:
                case = self.env["recovery.case"]._case_of(company, debtor)
                values = {"kind": kind, "judgment_date": day, "case_id": case.id}
                made = self.create({**values, "company_id": company.id, "partner_id": debtor.id})
                if day:
                    made._stop_all()
                else:
                    made._ask_for_days(company._recovery_today())

    def _ask_for_days(self, today):
        """A task: without the day of the judgment and of its publication nobody knows until when to declare. It is
        asked for again every week."""
        last = fields.Date.to_date(self.alerted) if self.alerted else None
        if not last or (today - last).days >= ASKED_AGAIN:
            self.alerted = fields.Date.to_string(today)
            self.case_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=today,
                summary=self._days_text(),
                user_id=self.case_id._collector().id,
            )

    def _days_text(self):
        if self.kind == "over_indebtedness":
            return self.env._("Enter the day on which the commission admitted the debtor (C. conso. L722-2)")
        return self.env._(
            "Enter the judgment and its publication: claims are declared within 2 months of it (C. com. R622-24)"
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """An insolvency that is noted by hand gets its record."""
        result = super().write(vals)
        if FLAGS & set(vals):
            # whoever may note it on a contact
            debtors = self.sudo().filtered(lambda partner: partner.recovery_debtor_id == partner)
            self.env["recovery.insolvency"].sudo()._follow_contacts(self.env.company, debtors)
        return result

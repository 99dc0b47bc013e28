"""A case that has ended is looked at again: it goes on where a payment was taken back, and its outcome is corrected
where the ledger tells another one by now."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..record.apart import each_apart
from .closing import BY_ENTRY, UNSETTLED

REVIEWED_DAYS = 400  # for how long: a direct debit can be taken back for 13 months
BY_LEDGER = (*BY_ENTRY, "partly")
LATELY = "10 days"  # in which the ledger may have changed unseen: the scheduled action may have been off for some


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    @api.model
    def _open_for(self, company, partners, overdue):
        """A case that had ended, and of which something is owed again, is the debtor's case again."""
        missing = overdue - self._of(company, partners).partner_id
        if missing:
            self._ended(company, [("partner_id", "in", missing.ids)])._open_again()
        return super()._open_for(company, partners, overdue)

    @api.model
    def _review_ended(self, company):
        """Every day: open again what was paid and is not, and correct outcomes that later entries prove wrong.

        :returns: {case: why it had to be left}
        """
        ended = self._ended(company)._changed_lately()
        return each_apart(ended, lambda cases: (cases - cases._open_again())._correct_outcomes())

    @api.model
    def _ended(self, company, domain=()):
        """The cases that ended by the ledger, the last one first."""
        since = fields.Date.subtract(company._recovery_today(), days=REVIEWED_DAYS)
        by_ledger = [("company_id", "=", company.id), ("phase", "=", "closed"), ("outcome", "in", BY_LEDGER)]
        return self.search([*by_ledger, ("date_closed", ">=", since), *domain], order="date_closed desc, id desc")

    def _changed_lately(self):
        """Those of which something was matched lately, is open, or stands on an invoice that is not posted."""
        lines_of = self._instalments_followed(named=True)
        if not lines_of:
            return self.browse()
        lines = self.env["account.move.line"].union(*lines_of.values())
        query = SQL(
            """SELECT l.id FROM account_move_line l
                WHERE l.id = ANY(%s) AND (l.parent_state != 'posted' OR l.reconciled IS NOT TRUE
                      OR EXISTS (SELECT FROM account_partial_reconcile part
                                  WHERE part.debit_move_id = l.id AND part.create_date >= now() - %s::interval))""",
            lines.ids,
            LATELY,
        )
        changed = {line_id for (line_id,) in self.env.execute_query(query)}
        return self.filtered(lambda case: case in lines_of and changed & {*lines_of[case].ids})

    def _open_again(self):
        """Of these ended cases, those on whose instalments something is overdue again: they go on, or the debtor's
        present case says so. Returns them."""
        lines_of, found = self._instalments_followed(named=True), self.browse()
        for case, lines in lines_of.items():
            owed = lines.filtered(case._is_owed_again)
            if owed and case._owing():
                case._go_on(owed)
                found |= case
        return found

    def _is_owed_again(self, line):
        """Whether this instalment was settled when the case ended, or not due any more, and is overdue now."""
        due = line.date_maturity or line.date
        is_open = line.parent_state == "posted" and not line.reconciled and line.amount_residual > 0
        settled_then = due < self.date_closed or self.outcome == "postponed"
        return is_open and settled_then and due < self.company_id._recovery_today()

    def _go_on(self, owed):
        """What is owed again, said in the case that goes on with it, once."""
        going_on = self._of(self.company_id, self.partner_id)
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        summary = self.env._("Owed again: it had ended as “%s”", outcomes[self.outcome])
        invoices = ", ".join(owed.move_id.mapped("name"))
        if not going_on:
            self.write({"phase": "formal_notice" if self.formal_notice_date else "amicable"})
            self._log("note", lambda case: summary, result=invoices)
            self._tell_collector(self.env._("What was settled is owed again"), summary)
        elif not going_on.event_ids.filtered(lambda event: event.result == f"{self.name}: {invoices}"):
            going_on._log("note", lambda case: summary, result=f"{self.name}: {invoices}")

    def _correct_outcomes(self):
        """The ledger tells another end by now: a payment that was entered or taken back, an invoice that was
        cancelled."""
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for case, result in self._results().items():
            outcome, before = case._outcome_of(result), case.outcome
            if outcome in (before, "nothing_due") or result.kinds & UNSETTLED:
                continue
            case.write({"outcome": outcome, **case._figures(result)})
            said = self.env._(
                "Corrected: “%(now)s” in place of “%(before)s”", now=outcomes[outcome], before=outcomes[before]
            )
            case._log("closing", lambda case, said=said: said)
            if before == "paid":
                case._tell_collector(self.env._("A case that was closed as paid was not"), said)

    def _tell_collector(self, summary, note):
        """A task on the case, for whoever follows the debtor."""
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._recovery_today(),
            summary=summary,
            note=note,
            user_id=self._collector().id,
        )

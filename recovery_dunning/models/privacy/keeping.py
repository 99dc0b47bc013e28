"""What of the closed cases is past its time, and what keeps it nevertheless: an open case, a debt that can still be
claimed, a procedure that goes on, a hold.

GDPR 5 (1) (e): no longer than is needed. 17 (3) (e): what is needed to claim a debt in court is not erased.
"""

from odoo import api, fields, models

from ..handoff.placement import ENDED
from ..open_items.facts import DISPUTED

CLAIMED_AGAIN = ("partly", "written_off", "doubtful", "uncollectable", "given_up")  # something of it is still owed
LIMITATION = 60  # months: of a debt between traders, and of most others (C. com. L110-4, C. civ. 2224)
TITLE = 120  # months: of an enforceable title (CPCE L111-4)
STAGES = [("notes", "Notes"), ("case", "Whole file")]


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    notes_erased_on = fields.Date(readonly=True, copy=False, help="Private notes and what was said on calls.")
    erased_on = fields.Date(string="Erased on", readonly=True, copy=False, help="What was held on the debtor with it.")

    @api.model
    def _past_their_time(self, company, stage):
        """The closed cases of `company` that are past the time of `stage`, the oldest first."""
        months = company.recovery_keep_notes if stage == "notes" else company.recovery_keep_cases
        if not months:
            return self.browse()
        ended = [
            *(("company_id", "=", company.id), ("phase", "=", "closed"), ("erased_on", "=", False)),
            ("date_closed", "<=", fields.Date.subtract(company._recovery_today(), months=months)),
        ]
        if stage == "notes":
            ended += [("notes_erased_on", "=", False), ("outcome", "=", "paid")]
        return self.search(ended, order="date_closed, id")

    def _kept_back(self):
        """{case: why nothing of it may be erased now}, of those that are kept back; read for all of them together."""
        found = {}
        for company, cases in self.sudo().grouped("company_id").items():
            reasons = {**cases._held_by_claims(company), **cases._held_by_procedures(company)}
            for model, domain, why in self._holding():
                theirs = [("company_id", "=", company.id), ("partner_id", "in", cases.partner_id.ids)]
                for (partner,) in self.env[model].sudo()._read_group([*theirs, *domain], ["partner_id"]):
                    reasons.update({case: why for case in cases if case.partner_id == partner})
            found.update({case.with_env(self.env): why for case, why in reasons.items()})
        return found

    @api.model
    def _holding(self):
        """[(model, domain, why)]: what keeps all that is held on its `partner_id` in its `company_id`. A room that
        knows of more adds it."""
        # the hold that closing a case leaves on what is still open is no wish to keep it
        of_closing = self.env.ref("recovery_dunning.hold_reason_closed")
        wanted = [("state", "=", "active"), ("reason_id", "!=", of_closing.id)]
        keeping = [
            ("recovery.promise", [("state", "=", "open")]),
            ("recovery.dispute", [("state", "in", DISPUTED)]),
            ("recovery.plan", [("state", "in", ("proposed", "active", "defaulted"))]),
            ("recovery.settlement", [("state", "=", "proposed")]),
            ("recovery.mediation", [("state", "=", "running")]),
            ("recovery.hold", wanted),
            ("recovery.proceeding", [("stage", "!=", "ended")]),
            ("recovery.insolvency", [("closed_on", "=", False)]),
            ("recovery.case", [("phase", "!=", "closed")]),
        ]
        why = [
            self.env._("A promise is open."),
            self.env._("A dispute is not settled."),
            self.env._("A plan goes on."),
            self.env._("A waiver waits for his signature."),
            self.env._("A mediation goes on."),
            self.env._("A hold says so."),
            self.env._("A lawsuit goes on."),
            self.env._("An insolvency goes on."),
            self.env._("A case is open."),
        ]
        return [(*its, said) for its, said in zip(keeping, why, strict=True)]

    def _held_by_claims(self, company):
        """What is open in the ledger and has not lapsed; what was given up and can be claimed again."""
        reasons, today = {}, company._recovery_today()
        lines = self.env["account.move.line"].sudo()._recovery_owed(company, self.partner_id)
        last = {}
        for line, limitation in self.env["recovery.limitation"].sudo()._of(lines).items():
            debtor = line.recovery_debtor_id
            last[debtor] = max(limitation.last, last.get(debtor, limitation.last))
        for case in self:
            day = last.get(case.partner_id)
            if not day and case.outcome in CLAIMED_AGAIN:
                day = fields.Date.add(case.date_closed, months=LIMITATION)
            if day and day >= today:
                reasons[case] = self.env._("It can be claimed until %s.", fields.Date.to_string(day))
        return reasons

    def _held_by_procedures(self, company):
        """A lawsuit that goes on, a title, the time that an interruption began anew; an insolvency; an agency."""
        reasons, today = {}, company._recovery_today()
        acts = self.env["recovery.interruption"].sudo()
        acts = acts.search([*self._their_domain(), ("withdrawn", "=", False)])
        for case in self.filtered(lambda case: case.outcome in CLAIMED_AGAIN):
            for act in acts.filtered(lambda act, case=case: act.partner_id == case.partner_id):
                months = TITLE if act.kind == "title" else LIMITATION
                runs_until = fields.Date.add(act.date_end or act.date, months=months)
                if (act.lasts and not act.date_end) or runs_until >= today:
                    reasons[case] = self.env._("%s: the debt can be claimed.", act.display_name)
            if case.partner_id.with_company(company).recovery_insolvency:
                reasons[case] = self.env._("An insolvency goes on.")
        placed = self.env["recovery.placement"].sudo()
        placed = placed.search([("case_id", "in", self.ids), ("status", "not in", ENDED)])
        reasons.update(dict.fromkeys(placed.case_id & self, self.env._("An agency has it.")))
        return reasons

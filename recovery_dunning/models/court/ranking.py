"""What a court waits for, among what is to be done next on a case."""

from odoo import api, fields, models

from ...engine import deadlines as rules

FORESIGHT = sorted(rules.LATE_ALERTS)[1]  # days before a deadline from which on it is the next action


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    next_action = fields.Selection(selection_add=[("court", "See the proceeding")], ondelete={"court": "set null"})


class RecoveryRanking(models.AbstractModel):
    _inherit = "recovery.ranking"

    @api.model
    def _declared_by_hand(self, company, cases):
        """The debtors whose claim somebody has declared without the proceeding: its proof interrupts limitation."""
        acts = self.env["recovery.interruption"].search(
            [
                *(("company_id", "=", company.id), ("partner_id", "in", cases.partner_id.ids)),
                *(("kind", "=", "insolvency_claim"), ("counts", "=", True)),
            ]
        )
        return acts.partner_id

    @api.model
    def _candidates(self, company, cases):
        """A proceeding that is prepared, or whose deadline comes near; a claim to declare in an insolvency, whatever
        else the debtor owes."""
        candidates = super()._candidates(company, cases)
        today = company._recovery_today()
        domain = [("case_id", "in", cases.ids), ("stage", "!=", "ended"), ("stayed_on", "=", False)]
        declared = self._declared_by_hand(company, cases)
        for proceeding in self.env["recovery.proceeding"].search_fetch(domain, ["case_id", "stage", "next_deadline"]):
            if proceeding.kind == "insolvency_claim" and proceeding.stage == "draft":
                its = candidates[proceeding.case_id.id]
                if ("declare", today) not in its and proceeding.partner_id not in declared:
                    its.append(("declare", today))
            elif proceeding.stage == "draft":
                candidates[proceeding.case_id.id].append(("court", today))
            elif proceeding.next_deadline:
                day = fields.Date.subtract(proceeding.next_deadline, days=FORESIGHT)
                candidates[proceeding.case_id.id].append(("court", day))
        return candidates

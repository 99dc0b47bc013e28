"""Messages that matched no invoice are matched anew when one is posted, when what they are matched by is corrected, and
every day."""

from odoo import api, fields, models

from ...engine.lifecycle.values import Status
from ..case.ranking_once import ranked_once
from ..record.apart import each_apart
from .importing import AHEAD
from .matching import TYPES

UNMATCHED = ("unknown_number", "other_date", "several", "other_seller")
MATCHED_BY = frozenset({"name", "ref", "invoice_date"})  # of an invoice
SELLER_BY = frozenset({"company_registry", "vat", "partner_id"})  # of a company


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    @api.model
    def _try_again(self, company, numbers=None):
        """Match anew what waits in the inbox of `company`, and do what follows; `numbers`: of the invoices that it may
        be about by now.

        :returns: {message: why it had to be left}
        """
        its = [("company_id", "=", company.id), ("state", "=", "aside"), ("problem", "in", UNMATCHED)]
        if numbers is not None:
            its.append(("number", "in", numbers))
        # the house's work, whoever posts the invoice; in this company alone, as it was kept
        alone = self.sudo().with_company(company).with_context(allowed_company_ids=company.ids)
        with ranked_once(self.env):
            return each_apart(alone.search(its), lambda rows: rows._match_again(company))

    def _match_again(self, company):
        matches = self._matches([row._as_matched() for row in self], company)
        found = self.browse()
        for row, match in zip(self, matches, strict=True):
            if not match.move_id:
                continue
            future = row.status_date > fields.Datetime.now() + AHEAD
            row.write(
                {
                    "move_id": match.move_id,
                    "state": "aside" if future else "kept",
                    "problem": "future" if future else False,
                    "detail": False,
                }
            )
            found |= row
        found._follow()

    def _as_matched(self):
        """What a message is matched by, as when it came."""
        self.ensure_one()
        return Status(
            self.code, self.status_date, self.number, issued=self.invoice_date or None, seller=self.seller or ""
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """What was told of an invoice before it stood in the books is found."""
        posted = super()._post(soft)
        if isinstance(posted, dict):
            return posted  # a question of a newer build of Odoo: nothing is posted yet
        posted._recovery_find_told()
        return posted

    def write(self, vals):
        """So is what was told of it under the number or the day that it has now."""
        result = super().write(vals)
        if not MATCHED_BY.isdisjoint(vals):
            self.filtered(lambda move: move.state == "posted")._recovery_find_told()
        return result

    def _recovery_find_told(self):
        for company, moves in self.filtered(lambda move: move.move_type in TYPES).grouped("company_id").items():
            numbers = {number for move in moves for number in (move.name, move.ref) if number}
            self.env["recovery.lifecycle"]._try_again(company, list(numbers))


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        """A company that gets its number is the seller of what was put aside for a stranger."""
        result = super().write(vals)
        if not SELLER_BY.isdisjoint(vals):
            for company in self:
                self.env["recovery.lifecycle"]._try_again(company)
        return result

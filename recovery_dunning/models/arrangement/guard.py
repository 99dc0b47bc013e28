"""What becomes of an agreement is written by its buttons and by the scheduled action, never by hand: a promise is not
kept, and a plan not signed, because somebody says so."""

from odoo import api, models
from odoo.exceptions import AccessError


class RecoveryArrangement(models.AbstractModel):
    _inherit = "recovery.arrangement"

    _concluded = frozenset()  # besides the state and what was open at that time
    _agreed = frozenset({"partner_id", "company_id", "line_ids"})  # stay as they were when it was written

    @api.model_create_multi
    def create(self, vals_list):
        """:raises AccessError: somebody writes by hand what has not happened"""
        for vals in vals_list:
            self._check_by_hand(vals)
        return super().create(vals_list)

    def write(self, vals):
        """:raises AccessError: somebody writes by hand what has not happened, or what was agreed on changes"""
        self._check_by_hand(vals, self._fixed())
        return super().write(vals)

    def _fixed(self):
        """The fields that nobody changes any more."""
        return self._agreed

    def _check_by_hand(self, vals, others=frozenset()):
        if not self.env.su and ({"state", "amount_open"} | self._concluded | others) & vals.keys():
            raise AccessError(
                self.env._("What becomes of an agreement is said by its buttons, not by hand: use one of them.")
            )

    def _become(self, state, **values):
        """Write what only a button or the scheduled action writes, for whoever may write the rest."""
        self.check_access("write")
        self.sudo().write({"state": state, **values})  # rights checked just now

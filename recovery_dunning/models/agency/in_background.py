"""A long remittance is read, and booked, in the background."""

from odoo import models
from odoo.exceptions import UserError


class RecoveryRemittance(models.Model):
    _inherit = "recovery.remittance"

    def _check_not_under_way(self):
        """:raises UserError: it is read or booked in the background just now"""
        if self.sudo().taken_for_id:  # whoever asked: a yes or no
            raise UserError(self.env._("It is being worked on in the background: wait until you are told."))

    def _take_now(self, work):
        """In the background, with the rights of whoever asked."""
        self.check_access("write")
        if work == "read":
            self.sudo()._read(*self.sudo()._opened())  # as in the foreground
            return
        self.env["account.move"].check_access("create")
        self.sudo()._book()  # as in the foreground: who may make entries may make these

    def _taken_in(self):
        return self.company_id

    def _taken_text(self):
        return self.env._(
            "%(remittance)s: %(booked)s lines booked, %(ready)s to book, %(aside)s kept aside.",
            remittance=self.name,
            booked=self.booked_count,
            ready=self.ready_count,
            aside=self.aside_count,
        )

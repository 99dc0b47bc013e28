"""Handing many cases over: placed in the background, so that the screen is free; a word when they are, or why not."""

from odoo import api, fields, models, modules
from odoo.exceptions import UserError

from ..record.apart import each_as_asked
from ..record.way_in import acting

HAND_OVER_AT_ONCE = 10  # cases; more of them are placed in the background


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    asked_by_id = fields.Many2one(
        "res.users", string="Asked for by", readonly=True, copy=False, help="Whose handing over is under way."
    )

    @api.depends("asked_by_id")
    def _compute_progress(self):
        result = super()._compute_progress()
        for handoff in self.filtered("asked_by_id"):
            handoff.is_busy = True
        return result

    def _hands_over_later(self):
        """Whether somebody at a screen would wait too long; in a test there is no background."""
        return len(self.placement_ids) > HAND_OVER_AT_ONCE and not modules.module.current_test

    def _check_not_under_way(self):
        """:raises UserError: the handing over is under way"""
        if under_way := self.filtered("asked_by_id"):
            raise UserError(self.env._("“%s” is being handed over already.", under_way[0].name))

    def _ask_to_hand_over(self):
        self.sudo().asked_by_id = self.env.user  # checked before: a manager, of a handoff that is ready
        self.env.ref("recovery_dunning.ir_cron_package").sudo()._trigger()  # it works for whoever hands over
        return self._told(self.env._("%s cases are being handed over in the background.", len(self.placement_ids)))

    @api.model
    @acting()
    def _cron_package(self):
        """First hand over what was asked for, then make the packages."""
        self._hand_over_what_was_asked()
        return super()._cron_package()

    @api.model
    def _hand_over_what_was_asked(self):
        """Each handoff as whoever asked, in a transaction of its own."""
        for handoff, user, error in each_as_asked(self, "asked_by_id", lambda its, user: its._hand_over_for(user)):
            if error:
                handoff._tell_not_handed(user, error)

    def _hand_over_for(self, user):
        """What he may, and in his name."""
        handoff = self.with_user(user).with_company(self.company_id).with_context(lang=user.lang)
        if handoff.state == "ready":
            handoff._check_manager()
            handoff._hand_over_checked()
            handoff._make_packages()

    def _tell_not_handed(self, user, error):
        text = self.with_context(lang=user.lang).env._(
            "%(handoff)s could not be handed over: %(problem)s", handoff=self.name, problem=str(error)
        )
        user._bus_send("simple_notification", {"message": text, "type": "danger"})
        self.message_post(body=text, partner_ids=user.partner_id.ids)

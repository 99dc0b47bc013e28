"""A long file is taken in the background: the screen is free, nothing of the file is lost where that fails, and whoever
asked is told in a sentence."""

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.tools import plaintext2html

from .apart import each_as_asked
from .way_in import acting

TAKE_AT_ONCE = 2000  # lines; a longer file is taken in the background
SHOWN = 100  # lines left out that the message shows
MODELS = ("recovery.remittance", "recovery.tracking.wizard")


class RecoveryTakenLater(models.AbstractModel):
    _name = "recovery.taken.later"
    _description = "A Long File, Taken in the Background"

    taken_for_id = fields.Many2one(
        "res.users",
        string="Taken for",
        copy=False,
        groups=fields.NO_ACCESS,  # the work is done with his rights: nobody names another
        help="Who asked, and is told when the work is done.",
    )
    taken_by = fields.Selection([("read", "Read"), ("book", "Booked")], string="Being", readonly=True, copy=False)

    def _takes_later(self, lines):
        """Whether somebody at a screen would wait too long for so many lines; in a test there is no background."""
        return lines > TAKE_AT_ONCE and not modules.module.current_test

    def _ask_to_take(self, work):
        """Have it done as soon as a worker is free; what the screen says meanwhile."""
        self.sudo().write({"taken_for_id": self.env.uid, "taken_by": work})  # rights were checked before
        self.env.ref("recovery_dunning.ir_cron_take_files").sudo()._trigger()  # it works for whoever asks
        message = self.env._("The file is long: it is taken in the background, and you are told when that is done.")
        again = {"type": "ir.actions.client", "tag": "soft_reload"}
        params = {"message": message, "type": "info", "next": again}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    @api.model
    @acting()
    def _cron_take_files(self):
        for name in MODELS:
            self.env[name].sudo()._take_what_was_asked()

    def _take_what_was_asked(self):
        """Each file as whoever asked, in a transaction of its own: an interruption leaves nothing of it, and it is
        taken again; what is refused is told."""
        for record, user, error in each_as_asked(self, "taken_for_id", lambda record, user: record._take_for(user)):
            own = record._own(user)
            if error:
                text = own.env._("%(file)s could not be taken: %(problem)s", file=own._taken_name(), problem=str(error))
            else:
                text = own._taken_text()
            record.taken_by = False
            own._tell_taken(user, text, failed=bool(error))

    def _take_for(self, user):
        self._own(user)._take_now(self.taken_by)

    def _own(self, user):
        """This file as `user` sees it."""
        return self.with_user(user).with_company(self._taken_in()).with_context(lang=user.lang)

    def _tell_taken(self, user, text, failed):
        """On his screen at once, and among his messages: what was left out is read there."""
        first, *others = text.strip().splitlines()
        user._bus_send("simple_notification", {"message": first, "type": "danger" if failed else "success"})
        if len(others) > SHOWN:
            others = [*others[:SHOWN], self.env._("and %s more", len(others) - SHOWN)]
        told = {"subject": self._taken_name(), "body": plaintext2html("\n".join([first, *others]))}
        # said by the scheduled action: nobody is notified of what he says himself
        self.env["mail.thread"].with_user(SUPERUSER_ID).message_notify(partner_ids=user.partner_id.ids, **told)

    def _take_now(self, work):
        """Do it, as `taken_for_id`; what cannot be done raises, and nothing of it is kept."""
        raise NotImplementedError

    def _taken_in(self):
        """The company in which it is taken."""
        raise NotImplementedError

    def _taken_name(self):
        return self.display_name

    def _taken_text(self):
        """What came of it: a sentence, then the lines that were left out."""
        raise NotImplementedError

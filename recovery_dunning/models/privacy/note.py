"""A private note of a collector or a manager on a debtor: for those who follow him, not for the sales team, and in no
package for others unless somebody chooses so.

It is no part of the record: its author changes it, and it is erased sooner. It is held on the debtor all the same, who
may ask for it (`copy.py`): what stands there is objective, and he may read it one day.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..record.way_in import COLLECTOR, MANAGER, READER, way_in


class RecoveryNote(models.Model):
    _name = "recovery.note"
    _description = "Private Note on a Debtor"
    _order = "id desc"
    _rec_name = "text"
    _check_company_auto = True

    case_id = fields.Many2one("recovery.case", index=True, ondelete="cascade", check_company=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    author_id = fields.Many2one("res.users", required=True, readonly=True, default=lambda self: self.env.user)
    text = fields.Text(
        string="Note",
        required=True,
        help="Facts, as the debtor may read them one day: nothing on health, religion, family, offences (GDPR 9, 10).",
    )
    hand_on = fields.Boolean(
        string="Handed on",
        readonly=True,
        copy=False,
        help="It goes into the packages for agencies and courts, and into the copy that the debtor asks for.",
    )

    @api.depends("case_id.partner_id")
    def _compute_partner_id(self):
        """The debtor of the case, whoever that becomes."""
        for note in self:
            note.partner_id = (note.case_id.partner_id or note.partner_id).recovery_debtor_id or note.partner_id

    @way_in(COLLECTOR, "read")
    def action_hand_on(self):
        """It may be handed on from now on, or no more; the record says who chose so.

        :raises AccessError: it is the note of another, and the user is no manager
        """
        if any(note.author_id != self.env.user for note in self) and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Its author or a manager chooses whether a note is handed on."))
        for note in self.sudo():  # checked above
            note.hand_on = not note.hand_on
            note._write_down(
                self.env._("A private note may be handed on")
                if note.hand_on
                else self.env._("A private note is not handed on any more")
            )

    def _write_down(self, summary):
        self.case_id._log("note", lambda case: summary, is_private=True)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    note_ids = fields.One2many("recovery.note", "case_id", string="Private notes", groups=READER)


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_note_ids = fields.One2many("recovery.note", "partner_id", string="Private notes", groups=READER)

"""Whom a notice goes to: chosen when it is proposed, and once more when it leaves (rule 13)."""

from odoo import api, fields, models


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    postal_id = fields.Many2one(
        "res.partner", string="Letter to", compute="_compute_postal_id", help="Whose postal address the letter bears."
    )
    apart = fields.Boolean(
        readonly=True,
        copy=False,
        help="The same went to another address of the debtor's on that day: together they are one contact.",
    )
    is_addressed = fields.Boolean(
        string="Addressed by hand",
        readonly=True,
        copy=False,
        help="Somebody chose whom it goes to: it does, as long as he can be reached.",
    )

    @api.depends("contact_id", "partner_id", "line_ids")
    def _compute_postal_id(self):
        """The first of its correspondents whose address is complete; nobody if none can get a letter."""
        for notice in self:
            notice.postal_id = notice._correspondents().filtered(lambda partner: partner._recovery_has_post())[:1]

    def _correspondents(self):
        """Who is there of the contact, whom the first invoice is made out to, and their superiors up to the debtor.
        Where the contact is the debtor himself, the invoice comes first, unless he was chosen by hand."""
        self.ensure_one()
        debtor, line = self.partner_id, self.line_ids.move_line_id[:1]
        chosen = debtor if self.is_addressed and self.contact_id == debtor else debtor.browse()
        address = line.move_id.partner_id or line.partner_id
        others = self.contact_id._recovery_chain(debtor) | address._recovery_chain(debtor) | debtor
        return (chosen | others).filtered("active")

    def _reaches(self, contact):
        """Whether a channel of its level reaches `contact`, who is there and of the debtor's."""
        self.ensure_one()
        level = self.level_id
        return (
            contact.active
            and contact.recovery_debtor_id == self.partner_id
            and (
                (level.send_email and contact._recovery_has_mail())
                or (level.by_post and contact._recovery_has_post())
                or (level.send_sms and bool(contact._recovery_mobile(self.company_id)[0]))
            )
        )

    def _readdress(self, debtors, moves):
        """Those of these notices that still reach somebody, each to whom it goes now; the others are held.

        :param debtors: {debtor id: `ladder.Debtor`} as of now
        :param moves: {instalment id: `ladder.Move`} of what they ask for
        """
        unreached = self.browse()
        for notice in self.filtered("level_id.speaks"):
            if notice.is_addressed and notice._reaches(notice.contact_id):
                continue
            firmest = max(
                (moves[line.move_line_id.id] for line in notice.line_ids), key=lambda move: move.level.intensity
            )
            debtor = debtors[notice.partner_id.id]
            contact_id = debtor.contact_for(notice.level_id._engine_level(), firmest.instalment, int(notice.tone or 0))
            if not contact_id and notice.level_id.is_call:
                continue  # he is called, and gets no message beside it
            if not contact_id:
                refused = dict.fromkeys(notice.line_ids.move_line_id.ids, "no_contact")
                notice.write({"state": "held", "held_reason": notice._refusal_text(notice.line_ids, refused)})
                unreached |= notice
            elif contact_id != notice.contact_id.id:
                notice.write({"contact_id": contact_id, "is_addressed": False})
        unreached.line_ids.void = True
        return self - unreached

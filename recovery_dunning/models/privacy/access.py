"""Who opened which debtor's file, and when: kept for managers and auditors, and only added to.

A file is opened by its form, by the visit card, by its proof file or the copy for the debtor; lists, and what the
scheduled actions read, are no openings. Who comes back to a file within half an hour has it open still. The log is kept
for a year unless the settings say otherwise (CNIL, délibération 2021-122 on logging: six months to a year).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..record.way_in import READER, STATUS, way_in

STILL_OPEN = 30  # minutes
KINDS = [("case", "File"), ("card", "Visit card"), ("proof", "Proof file"), ("copy", "Copy for the debtor")]


class RecoveryAccess(models.Model):
    _name = "recovery.access"
    _description = "Opening of a Debtor's File"
    _order = "id desc"
    _rec_name = "partner_id"
    _log_access = False  # it is the log

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)

    _by_debtor = models.Index("(partner_id, company_id, user_id, date)")
    _by_day = models.Index("(date)")

    @api.model
    def _note(self, kind, company, partners):
        """The user has opened the files of these debtors; one statement, whatever their number."""
        if not partners.ids:
            return
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """INSERT INTO recovery_access (date, user_id, partner_id, company_id, kind)
                   SELECT %(now)s, %(user)s, debtor, %(company)s, %(kind)s
                     FROM UNNEST(%(debtors)s) debtor
                    WHERE NOT EXISTS (SELECT 1 FROM recovery_access
                                       WHERE partner_id = debtor AND company_id = %(company)s AND user_id = %(user)s
                                             AND kind = %(kind)s AND date > %(since)s)""",
                now=now,
                since=fields.Datetime.subtract(now, minutes=STILL_OPEN),
                user=self.env.uid,
                company=company.id,
                kind=kind,
                debtors=partners.ids,
            )
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What was opened was opened: the log is only added to."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was opened was opened: the log is only added to."))

    @api.model
    def _forget(self, company):
        """Erase what is past its time."""
        if months := company.recovery_keep_access:
            since = fields.Datetime.subtract(fields.Datetime.now(), months=months)
            self.env.cr.execute(
                SQL("DELETE FROM recovery_access WHERE company_id = %s AND date < %s", company.id, since)
            )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    is_opened = fields.Boolean(compute="_compute_is_opened", help="The form asks for it, no list does.")

    def _compute_is_opened(self):
        self.is_opened = True

    def web_read(self, specification):
        """The form of one case: its file is opened."""
        values = super().web_read(specification)  # asks for the rights
        if len(self) == 1 and "is_opened" in specification and not self.env.su:
            self._note_access("case")
        return values

    web_read._readonly = False  # it writes the log

    def _note_access(self, kind):
        for company, cases in self.grouped("company_id").items():
            self.env["recovery.access"]._note(kind, company, cases.partner_id)

    def _proof_file(self):
        content = super()._proof_file()  # asks for the rights
        self._note_access("proof")
        return content


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_access_count = fields.Integer(
        string="Openings of the file", compute="_compute_recovery_access_count", groups=READER
    )

    @api.depends_context("company", "uid")
    def _compute_recovery_access_count(self):
        """Those of the current company, for who may read the log."""
        log, counts = self.env["recovery.access"], {}
        if log.has_access("read"):
            domain = [("partner_id", "in", self.ids), ("company_id", "=", self.env.company.id)]
            counts = dict(log._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            partner.recovery_access_count = counts.get(partner._origin, 0)

    @way_in(STATUS, "read")
    def action_recovery_card(self):
        """Open the visit card of the customer."""
        self.env["recovery.access"]._note("card", self.env.company, self.recovery_debtor_id)
        return super().action_recovery_card()

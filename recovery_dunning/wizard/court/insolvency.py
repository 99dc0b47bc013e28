"""The dialog that records the insolvency of a debtor, by hand or from the public announcement that is pasted."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.court import bodacc
from ...models.debtor.res_partner import INSOLVENCIES
from ...models.record.way_in import COLLECTOR, way_in


class RecoveryInsolvencyStart(models.TransientModel):
    _name = "recovery.insolvency.start"
    _description = "Record an Insolvency"

    case_id = fields.Many2one("recovery.case", required=True, readonly=True)
    announcement = fields.Text(help="The record of the BODACC's open data (JSON), as it can be copied from its site.")
    kind = fields.Selection(INSOLVENCIES, compute="_compute_read", store=True, readonly=False)
    judgment_date = fields.Date(string="Judgment of", compute="_compute_read", store=True, readonly=False)
    published_on = fields.Date(string="Published on", compute="_compute_read", store=True, readonly=False)
    court = fields.Char(string="Town of the court", compute="_compute_read", store=True, readonly=False)
    representative = fields.Char(compute="_compute_said", string="Named in it")
    representative_id = fields.Many2one("res.partner")
    retention_of_title = fields.Boolean(help="Goods were sold under it.")
    warning = fields.Char(compute="_compute_said")

    @api.depends("announcement")
    def _compute_read(self):
        """What the announcement says; what it does not say stays as it was entered."""
        for wizard in self:
            found = wizard._found()
            wizard.kind = found.kind or wizard.kind
            wizard.judgment_date = found.judgment_date or wizard.judgment_date
            wizard.published_on = found.published_on or wizard.published_on
            wizard.court = found.court or wizard.court

    @api.depends("announcement", "case_id")
    def _compute_said(self):
        for wizard in self:
            found = wizard._found()
            wizard.representative, wizard.warning = found.representative, wizard._warning(found)

    def _found(self):
        """The announcement that opens proceedings over this debtor: his own, otherwise the only one."""
        if not (self.announcement or "").strip():
            return bodacc.Announcement()
        try:
            rows = bodacc.read(self.announcement)
        except bodacc.Unreadable:
            return bodacc.Announcement()
        siren = self.case_id.partner_id._recovery_siren()
        opening = [row for row in rows if row.opens]
        own = [row for row in opening if siren and row.siren == siren]
        return max(own or opening or rows, key=lambda row: str(row.published_on or ""))

    def _warning(self, found):
        """What is wrong with it, in a sentence."""
        if not (self.announcement or "").strip():
            return False
        if found == bodacc.Announcement():
            return self.env._(
                "This is no announcement of the BODACC: copy its record as JSON, or enter the days by hand."
            )
        siren = self.case_id.partner_id._recovery_siren()
        if siren and found.siren and found.siren != siren:
            return self.env._("This announcement is about another firm (%s).", found.siren)
        if not found.opens:
            return self.env._("This announcement opens no proceedings: %s", found.nature or "–")
        return False

    @way_in(COLLECTOR, "write")
    def action_record(self):
        """Record it: at once nothing of before is asked for any more.

        :raises UserError: the kind or the day is missing, or the announcement is another firm's
        """
        self.ensure_one()
        self.case_id.check_access("write")
        siren, found = self.case_id.partner_id._recovery_siren(), self._found()
        if siren and found.siren and found.siren != siren:
            raise UserError(self._warning(found))
        if not (self.kind and self.judgment_date):
            raise UserError(self.env._("Enter the kind of proceedings and the day of the judgment."))
        values = {
            "kind": self.kind,
            "judgment_date": self.judgment_date,
            "published_on": self.published_on,
            "court": self.court,
            "representative_id": self.representative_id.id,
            "retention_of_title": self.retention_of_title,
            "announcement": self.announcement,
        }
        return self.env["recovery.insolvency"]._declare(self.case_id, values)._get_records_action()

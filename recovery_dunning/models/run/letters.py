"""The letters of a run: one PDF in the order in which the post sorts them, with a sheet to follow them by."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..record.actions import download
from ..record.way_in import COLLECTOR, way_in

SHEET = "recovery_dunning.action_report_tracking_sheet"


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    letter_count = fields.Integer(string="Letters", compute="_compute_letter_count")

    @api.depends("notice_ids.letter_id")
    def _compute_letter_count(self):
        counts = dict(
            self.env["recovery.notice"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "sent"), ("letter_id", "!=", False)],
                ["run_id"],
                ["__count"],
            )
        )
        for run in self:
            run.letter_count = counts.get(run, 0)

    def _letters(self):
        """The notices whose letters are ours to post, by country and postcode, home first."""
        self.ensure_one()
        home = self.company_id.country_id
        letters = self.notice_ids.filtered(
            lambda notice: notice.state == "sent" and notice.letter_id and not notice.snailmail_id
        )

        def place(notice):
            country = notice.postal_id.country_id or home
            return (country != home, country.name or "", notice.postal_id.zip or "", notice.partner_id.name or "")

        return letters.sorted(place)

    @way_in(COLLECTOR, "read")
    def action_print_letters(self):
        """One PDF: the tracking sheet, then each letter with its invoices, as they were frozen.

        :raises UserError: this run has no letter to print
        """
        self.ensure_one()
        self._check_group("recovery_dunning.group_recovery_user")
        letters = self._letters()
        if not letters:
            raise UserError(self.env._("There is no letter to print in this run."))
        table = self.env["ir.qweb"]._render("recovery_dunning.tracking_sheet", {"run": self, "letters": letters})
        foot = self.company_id._recovery_letter_foot()
        sheet = self.env["recovery.letter.printer"]._print(SHEET, {self: (table, foot)})[self]
        pages = [document.raw for notice in letters for document in notice._letter_documents()]
        printed = self._keep_print(merge_pdf([sheet, *pages]))
        return download(printed)

    def _keep_print(self, content):
        """One file of each run: what it is made of is kept with the notices."""
        letters = self.env._("Letters")  # the terms of an f-string are not found for translation
        name = f"{letters}-{self.date}.pdf"
        values = {"raw": content, "mimetype": "application/pdf"}
        # rights were checked by the caller; the print is his to read, and nobody else's to keep
        Attachment = self.env["ir.attachment"].sudo()
        printed = Attachment.search([("res_model", "=", self._name), ("res_id", "=", self.id), ("name", "=", name)])
        if printed:
            printed[0].write(values)
            return printed[0]
        return Attachment.create({"name": name, "res_model": self._name, "res_id": self.id, **values})

"""The weekly mail to a sales rep: his customers who are late, one mail for all his companies, once a week."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..record.way_in import acting

LISTED = 20  # customers of one company in a mail; the list in Odoo has them all


class RecoveryVisitDigest(models.Model):
    _name = "recovery.visit.digest"
    _description = "Weekly Mail to a Sales Rep"
    _order = "week desc, id"
    _rec_name = "week"

    user_id = fields.Many2one("res.users", string="Sales rep", required=True, readonly=True, ondelete="cascade")
    week = fields.Date(required=True, readonly=True, help="Its Monday.")
    table = fields.Html(compute="_compute_table", sanitize=False, help="His customers, by company.")
    url = fields.Char(compute="_compute_url")

    _once_a_week = models.UniqueIndex("(user_id, week)", "This sales rep has had his mail this week.")

    def _compute_table(self):
        for digest in self:
            user = digest.user_id
            sections = digest._sections()
            digest.table = (
                self.env["ir.qweb"]
                .with_context(lang=user.lang)
                ._render(
                    "recovery_dunning.visit_digest_table",
                    {
                        "sections": [
                            (company, visits, visits[:LISTED], company._recovery_shows_amounts())
                            for company, visits in sections
                        ]
                    },
                )
            )

    def _compute_url(self):
        for digest in self:
            digest.url = f"{digest.get_base_url()}/odoo/action-recovery_dunning.action_recovery_visit"

    def _sections(self):
        """[(company, his customers to see there)], with the rights and in the language of the rep; companies that do
        not want the mail, and those without such customers, are left out."""
        self.ensure_one()
        user = self.user_id
        sections = []
        for company in user.company_ids.filtered("recovery_visit_digest"):
            theirs = (
                self.env["recovery.visit"].with_user(user).with_context(allowed_company_ids=company.ids, lang=user.lang)
            )
            visits = theirs.search([("user_id", "=", user.id)])
            if visits:
                sections.append((company.with_user(user), visits))
        return sections

    @api.model
    @acting()
    def _cron_send(self):
        """Write to every rep who views recovery and has not had the mail of this week; whoever has nobody to see gets
        none. A stop loses nothing: the mail of a rep and his row leave in one transaction."""
        today = fields.Date.context_today(self)
        week = today - timedelta(days=today.weekday())
        reps = self._reps() - self.search([("week", "=", week)]).user_id
        for rep in reps:
            self._send_to(rep, week)
            if not self.env["recovery.run"]._commit_progress(1):
                break

    @api.model
    def _reps(self):
        """Internal users with customers of their own who may view recovery, in companies that want the mail."""
        viewers = self.env.ref("recovery_dunning.group_recovery_viewer").all_user_ids
        companies = self.env["res.company"].search([("recovery_visit_digest", "=", True)])
        domain = (
            Domain("id", "in", viewers.ids)
            & Domain("company_ids", "in", companies.ids)
            & Domain("share", "=", False)
            & Domain("active", "=", True)
        )
        owners = self.env["res.partner"]._read_group([("user_id", "any", domain)], ["user_id"])
        return self.env["res.users"].concat(*(user for (user,) in owners)).filtered("email")

    @api.model
    def _send_to(self, rep, week):
        """The mail of one rep; nothing is kept of a week in which he has nobody to see."""
        digest = self.create({"user_id": rep.id, "week": week})
        if not digest._sections():
            digest.unlink()
            return digest.browse()
        template = self.env.ref("recovery_dunning.mail_template_visit_digest")
        template.send_mail(digest.id)
        return digest

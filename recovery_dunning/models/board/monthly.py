"""The monthly mail: the board as PDF, to whoever is named in the settings, with his own rights and in his language."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..record.way_in import READER, acting

PRINTED = ("figures", "aged", "cash", "steps", "movers", "disputes", "agencies", "courts")


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_board_page(self):
        """What the printed board shows of this company: the board, and its charts drawn."""
        self.ensure_one()
        board = self.env["recovery.board"].with_context(allowed_company_ids=self.ids).with_company(self)
        shown = board.board({}, PRINTED)
        currency = self.currency_id.with_env(board.env)
        weeks = [
            {**week, "label": format_date(board.env, week["monday"], date_format="d MMM")}
            for week in shown["cash"]["weeks"]
        ]
        return {
            **shown,
            "currency": currency,
            "ages_drawn": board._drawn_ages(shown["aged"]["buckets"], currency),
            "weeks_drawn": board._drawn_weeks(weeks) if weeks else "",
            "spark": board._drawn_spark,
            "said": board._said,
        }


class RecoveryBoard(models.AbstractModel):
    _inherit = "recovery.board"

    def _said(self, row, name="value"):
        """A figure in words: an amount, a share, days, a rate; a dash where there is none."""
        value = row[name]
        if value is None:
            return "–"
        if row["kind"] == "money":
            return self._rounded(value, self.env.company.currency_id)
        lang = self.env["res.lang"]._lang_get(self.env.lang or self.env.user.lang)
        digits = 2 if row["kind"] == "rate" else 1
        number = lang.format(f"%.{digits}f", value, grouping=True)
        words = {"share": self.env._("%s %%", number), "days": self.env._("%s days", number)}
        return words.get(row["kind"], number)

    @api.model
    @acting()
    def _cron_mail(self):
        """Once a month, for each company that wants it; a stop loses nothing."""
        companies = self.env["res.company"].search([("recovery_board_mail", "=", True)])
        for company in companies:
            month = company._recovery_today().replace(day=1)
            if company.recovery_board_month != month:
                company.recovery_board_month = month
                for user in company.recovery_board_user_ids:
                    self._mail_to(user, company)
                if not self.env["recovery.run"]._commit_progress(1):
                    break

    def _mail_to(self, user, company):
        """The board of `company` as `user` may see it; nothing to whoever may not, or has no address."""
        if not (user.active and user.email and user.has_group(READER) and company in user.company_ids):
            return self.env["mail.mail"]
        theirs = company.with_user(user).with_context(lang=user.lang, tz=user.tz, allowed_company_ids=company.ids)
        report = theirs.env["ir.actions.report"]
        pdf, _kind = report._render_qweb_pdf("recovery_dunning.report_board", theirs.ids)
        today = company._recovery_today()
        title = theirs.env._("Recovery board")
        document = self.env["ir.attachment"].create(
            {"name": f"{title} {fields.Date.to_string(today)}.pdf", "raw": pdf, "mimetype": "application/pdf"}
        )
        template = self.env.ref("recovery_dunning.mail_template_board").with_context(lang=user.lang)
        mail_id = template.send_mail(
            company.id,
            email_values={
                "recipient_ids": [fields.Command.set(user.partner_id.ids)],
                "attachment_ids": [fields.Command.set(document.ids)],
            },
        )
        return self.env["mail.mail"].browse(mail_id)

"""Doubtful debts on the account 416 at the closing, while they are followed on.

In the French chart 416 is a current asset, and what an entry moves there for good leaves the customers, their reminders
and their payments behind. So the closing shows them there on its day alone: one entry brings them to 416, another one
brings them back on the next day, and the two are matched with each other. The debts stay open where they are, and go on
being asked for. What an accountant has moved there himself is still owed: `open_items` reads it as held, not settled.
"""

from odoo import api, fields, models

from ..open_items.ending import FRENCH_DOUBTFUL


class RecoveryDoubtful(models.Model):
    _inherit = "recovery.doubtful"

    shown_ids = fields.Many2many(
        "account.move",
        relation="recovery_doubtful_shown_rel",
        column1="doubtful_id",
        column2="move_id",
        string="Shown as doubtful",
        readonly=True,
        copy=False,
        help="The entry that brings it to the account of doubtful debts, and the one that brings it back.",
    )

    def _show_as_doubtful(self, company, day):
        """Show these on the account of doubtful debts on a day, each once; returns the two entries, or none.

        :raises UserError: there is no such account, or the books are closed on that day or the next one
        """
        account = company._recovery_doubtful_account()
        rows = self.filtered(
            lambda row: (
                row.line_id.amount_residual > 0
                and day not in row.shown_ids.filtered(lambda move: move.state == "posted").mapped("date")
            )
        )
        entries = self.env["account.move"]
        if not rows:
            return entries
        next_day = fields.Date.add(day, days=1)
        for its in (day, next_day):
            company._recovery_check_open(its)
        for its, sign in ((day, 1), (next_day, -1)):
            entries |= entries.create(rows._prepare_shown(company, its, sign, account))
        entries.action_post()
        for there, back in zip(*(entry.line_ids.sorted("sequence") for entry in entries), strict=True):
            if there.account_id.reconcile:
                (there + back).reconcile()
        rows.write({"shown_ids": [(4, entry.id) for entry in entries]})
        return entries

    def _prepare_shown(self, company, day, sign, account):
        items = []
        for row in self:
            line = row.line_id
            for its_account, its_sign in ((account, sign), (line.account_id, -sign)):
                items.append(
                    {
                        "name": self.env._("Doubtful: %s", line.move_id.name),
                        "sequence": len(items) + 1,
                        "account_id": its_account.id,
                        "partner_id": line.partner_id.id,
                        "currency_id": line.currency_id.id,
                        "amount_currency": its_sign * line.amount_residual_currency,
                        "balance": its_sign * line.amount_residual,
                    }
                )
        return {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": company._recovery_journal().id,
            "date": day,
            "ref": self.env._("Doubtful debts") if sign > 0 else self.env._("Doubtful debts: back to the customers"),
            "line_ids": [(0, 0, item) for item in items],
        }

    @api.model
    def _moved_there(self, company):
        """The instalments that an entry has moved to the account of doubtful debts, and that are still owed there; what
        the closing only shows there is not among them."""
        shown = self.sudo().search([("company_id", "=", company.id)]).shown_ids  # the books of the house
        accounts = self.env["account.account"].with_company(company.root_id)
        of_chart = [("company_ids", "in", company.root_id.id), ("code", "=like", f"{FRENCH_DOUBTFUL}%")]
        if company.account_fiscal_country_id.code == "FR":
            accounts = accounts.search(of_chart)
        accounts |= company.root_id.recovery_doubtful_account_id
        items = self.env["account.move.line"].search(
            [
                *(("company_id", "=", company.id), ("account_id", "in", accounts.ids), ("balance", ">", 0)),
                *(("parent_state", "=", "posted"), ("reconciled", "=", False)),
                *(("account_type", "!=", "asset_receivable"), ("move_id", "not in", shown.ids)),
            ]
        )
        credits = items.move_id.line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and item.balance < 0
        )
        return credits.matched_debit_ids.debit_move_id.filtered(lambda line: line.move_id not in items.move_id)


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _is_doubtful_account(self, account, company):
        """The one that the company has chosen too."""
        return account == company.recovery_doubtful_account_id or super()._is_doubtful_account(account, company)


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_doubtful_account_id = fields.Many2one(
        "account.account",
        string="Account of doubtful debts",
        check_company=True,
        help="What customers owe that may not come; without it the account 416 of the French chart.",
    )

    def _recovery_doubtful_account(self):
        """:raises UserError: it is not chosen, and the chart has none"""
        codes = tuple(FRENCH_DOUBTFUL.ljust(length, "0") for length in (6, 3))
        return self._recovery_account(
            self.recovery_doubtful_account_id,
            codes if self.chart_template in (False, "fr", "fr_comp") else (),
            [("account_type", "in", ("asset_current", "asset_receivable"))],
            self.env._("Choose the account of doubtful debts in the recovery settings first."),
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_doubtful_account_id = fields.Many2one(related="company_id.recovery_doubtful_account_id", readonly=False)

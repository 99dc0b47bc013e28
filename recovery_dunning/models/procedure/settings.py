"""The company's choices for its procedures, who does its work, and the screen of the settings."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

# of the company that a branch belongs to, as long as the branch has none of its own
OF_TREE = ("recovery_procedure_id", "recovery_window_id", "recovery_user_id")
# what a company knows of its debtors, and its branches too
OF_DEBTORS = (
    *("recovery_class", "recovery_procedure_id", "recovery_profile_id", "recovery_user_id"),
    *("recovery_insolvency", "recovery_insolvency_date", "recovery_contract_rate"),
)


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Default procedure",
        domain="[('company_id', 'in', (False, id))]",
        help="For debtors to whom no other procedure applies.",
    )
    recovery_user_id = fields.Many2one(
        "res.users",
        string="Default collector",
        domain="[('share', '=', False)]",
        help="Follows the debtors who have no collector of their own, and signs what they get.",
    )

    recovery_window_id = fields.Many2one(
        "recovery.window",
        string="Sending window",
        help="When messages may leave by themselves. Without one: Monday to Friday, 9 to 19 h, no public holiday.",
    )
    recovery_bank_days = fields.Integer(
        string="Days without a bank statement",
        help="Nothing is sent while the last statement line of a bank journal is older than this; 0 does not look.",
    )

    _recovery_bank_days_positive = models.Constraint(
        "CHECK (recovery_bank_days >= 0)", "The days without a bank statement cannot be negative."
    )

    def write(self, vals):
        result = super().write(vals)
        if {"recovery_procedure_id", "parent_id"} & vals.keys():
            self.env["recovery.procedure"]._forget_rules()
        return result

    def _recovery_of_tree(self, name):
        """What this company has set, otherwise the nearest of the companies that it is a branch of."""
        self.ensure_one()
        above = self.sudo().parent_ids[::-1]  # a setting, for whoever works in the branch
        return next((one[name] for one in above if one[name]), self[name]).with_env(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        """A branch begins with the settings of the company that it is a branch of, and knows its debtors as that one
        does; what names a procedure, a window, a collector is left to that one until it sets its own."""
        companies = super().create(vals_list)
        for branch, vals in zip(companies.sudo(), vals_list, strict=True):
            if branch.parent_id:
                branch._recovery_begin_as_branch(vals)
        return companies

    def _recovery_begin_as_branch(self, given):
        settings = {
            name: self.parent_id[name]
            for name, field in self._fields.items()
            if name.startswith("recovery_")
            and name not in (*OF_TREE, *given)
            and field.store
            and not field.compute
            and field.type not in ("one2many", "many2many", "binary")
        }
        self.write(self._convert_to_write(settings))
        columns = [SQL.identifier(name) for name in OF_DEBTORS if name in self.env["res.partner"]._fields]
        self.env.flush_all()
        for column in columns:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET %(f)s = %(f)s || jsonb_build_object(%(branch)s, %(f)s -> %(company)s)"
                    " WHERE %(f)s ? %(company)s",
                    f=column,
                    branch=str(self.id),
                    company=str(self.parent_id.id),
                )
            )
        self.env["res.partner"].invalidate_model()

    def _recovery_stale_bank(self, today):
        """A sentence if a bank journal in use has had no statement line for too long, otherwise None: what looks
        unpaid may have been paid."""
        self.ensure_one()
        if not self.recovery_bank_days:
            return None
        rows = self.env.execute_query(
            SQL(
                """SELECT j.id, MAX(m.date) FROM account_bank_statement_line st
                     JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
                     JOIN account_journal j ON j.id = m.journal_id AND j.type = 'bank' AND j.active
                    WHERE st.company_id = %s GROUP BY j.id HAVING MAX(m.date) < %s ORDER BY 2 LIMIT 1""",
                self.id,
                fields.Date.subtract(today, days=self.recovery_bank_days),
            )
        )
        if not rows:
            return None
        journal_id, last = rows[0]
        return self.env._(
            "The last bank statement of “%(journal)s” is of %(day)s, more than %(days)s days ago: what looks unpaid "
            "may have been paid. Import the statements of the bank, then send again.",
            journal=self.env["account.journal"].sudo().browse(journal_id).name,  # the name of a journal of the company
            day=format_date(self.env, last),
            days=self.recovery_bank_days,
        )

    def _recovery_collector(self, *users, but=()):
        """Who follows a debtor and signs what he gets: the first of `users` who is there, otherwise the default
        collector of the company; nobody where neither is. Who has left the firm, or never was of it, is not there.

        :param but: users who are passed over
        """
        self.ensure_one()
        candidates = self.env["res.users"].concat(*users, self._recovery_of_tree("recovery_user_id"))
        there = candidates.filtered(lambda user: user not in but and self._recovery_is_there(user))
        return there[:1]

    def _recovery_is_there(self, user):
        """Whether `user` is one of the people of this company at present."""
        user = user.sudo()  # no secret
        return bool(user) and user.active and not user.share and bool(user.company_ids & self.sudo().parent_ids)

    def _recovery_in_charge(self, *users, but=()):
        """Who gets a task: the collector, as above, otherwise whoever administers, otherwise a manager of recovery."""
        if collector := self._recovery_collector(*users, but=but):
            return collector
        known = self.env["ir.model.data"]._xmlid_to_res_id  # asked for each of thousands of tasks
        admin = self.env["res.users"].browse(known("base.user_admin"))
        group = self.env["res.groups"].sudo().browse(known("recovery_dunning.group_recovery_manager"))  # who is at work
        others = (admin | group.all_user_ids.with_env(self.env)).filtered(lambda user: user not in but)
        return others.filtered(self._recovery_is_there)[:1] or admin

    def _recovery_pay_to(self, currency, moves):
        """The bank account on which debts in `currency` are paid: the one that the invoices `moves` name, another one
        of that currency, one without a currency, any. Trusted ones come first; a branch without an account has that of
        the company that it is a branch of."""
        self.ensure_one()
        above = self.sudo().parent_ids[::-1]  # where to pay is told to every debtor
        of_tree = (company.partner_id.bank_ids.filtered("acc_number") for company in above)
        own = next(filter(None, of_tree), self.env["res.partner.bank"].sudo())
        own = own.sorted(lambda account: not account.allow_out_payment)
        named = own & moves.sudo().partner_bank_id
        choices = (
            named.filtered(lambda account: account.currency_id in (currency, currency.browse())),
            own.filtered(lambda account: account.currency_id == currency),
            own.filtered(lambda account: not account.currency_id),
            named or own,
        )
        return next(filter(None, choices), own)[:1].with_env(self.env)

    def _recovery_today(self):
        """Today in the time zone of the company, otherwise of the user."""
        return fields.Date.context_today(self.with_context(tz=self._recovery_zone()))

    def _recovery_zone(self):
        self.ensure_one()
        return self.partner_id.tz or self.env.user.tz or self.env.context.get("tz") or "UTC"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_procedure_id = fields.Many2one(related="company_id.recovery_procedure_id", readonly=False)
    recovery_user_id = fields.Many2one(related="company_id.recovery_user_id", readonly=False)
    recovery_window_id = fields.Many2one(related="company_id.recovery_window_id", readonly=False)
    recovery_bank_days = fields.Integer(related="company_id.recovery_bank_days", readonly=False)
    recovery_copy_tone = fields.Selection(related="company_id.recovery_copy_tone", readonly=False)
    recovery_post = fields.Selection(related="company_id.recovery_post", readonly=False)
    recovery_legal_form = fields.Char(related="company_id.recovery_legal_form", readonly=False)
    recovery_share_capital = fields.Float(related="company_id.recovery_share_capital", readonly=False)
    recovery_register_city = fields.Char(related="company_id.recovery_register_city", readonly=False)
    recovery_mediator = fields.Text(related="company_id.recovery_mediator", readonly=False)
    recovery_contract_rate = fields.Float(related="company_id.recovery_contract_rate", readonly=False)
    recovery_interest_account_id = fields.Many2one(related="company_id.recovery_interest_account_id", readonly=False)
    recovery_indemnity_account_id = fields.Many2one(related="company_id.recovery_indemnity_account_id", readonly=False)
    recovery_goodwill_amount = fields.Monetary(
        related="company_id.recovery_goodwill_amount", readonly=False, currency_field="currency_id"
    )
    recovery_imputation = fields.Selection(related="company_id.recovery_imputation", readonly=False, required=True)
    recovery_debt_matter = fields.Selection(related="company_id.recovery_debt_matter", readonly=False)
    recovery_daily = fields.Boolean(
        string="Daily escalation",
        help="Every day, propose the notices of the day and send those that need no approval.",
    )

    @api.model
    def get_values(self):
        cron = self.env.ref("recovery_dunning.ir_cron_escalate").sudo()  # whether it runs is no secret
        return {**super().get_values(), "recovery_daily": cron.active}

    def set_values(self):
        result = super().set_values()
        cron = self.env.ref("recovery_dunning.ir_cron_escalate").sudo()  # the settings need the system right already
        if cron.active != self.recovery_daily:
            cron.active = self.recovery_daily
        return result

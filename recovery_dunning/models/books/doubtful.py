"""What is set aside for debts whose payment is in doubt, without their VAT: written at the closing, reversed as money
comes or the debt is lost."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import books
from ...engine.ending import Ending

SET_ASIDE, PROVISION, REVERSED = ("68174", "6817"), ("491",), ("78174", "7817")  # in the French chart
EXPENSE, INCOME = ("expense", "expense_other"), ("income", "income_other")


class RecoveryDoubtful(models.Model):
    _name = "recovery.doubtful"
    _description = "Allowance on a Doubtful Debt"
    _order = "state, id desc"

    line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    move_id = fields.Many2one(related="line_id.move_id")
    partner_id = fields.Many2one(related="line_id.recovery_debtor_id", string="Debtor")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    percent = fields.Float(readonly=True, help="Of what is open of it, without VAT.")
    allowance = fields.Monetary(readonly=True, help="What is set aside for it at present.")
    entry_ids = fields.Many2many("account.move", string="Entries", readonly=True, copy=False)
    state = fields.Selection([("held", "Set aside"), ("ended", "Ended")], required=True, readonly=True, default="held")

    _once = models.UniqueIndex("(line_id) WHERE state = 'held'", "Something is set aside for this instalment already.")

    @api.depends("line_id", "allowance")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.move_id.name} – {row.currency_id.format(row.allowance)}"

    @api.model
    def _open_of(self, lines):
        """{instalment: what is open of it, in the company's currency}: on its account, and on that of doubtful debts
        where an entry has moved it there."""
        endings = self.env["recovery.open.items"]._endings(lines)
        moved = {line: sum(part.company for part in endings[line] if part.ending is Ending.DOUBTFUL) for line in lines}
        return {line: line.amount_residual + float(moved[line]) for line in lines}

    @api.model
    def _target(self, line, percent, open_amount):
        """What is to be set aside for an instalment of which this much is open, in the company's currency."""
        move, currency = line.move_id, line.company_id.currency_id
        amounts = (open_amount, move.amount_untaxed, move.amount_total if move.is_invoice() else 0.0)
        target = books.allowance(
            *(Decimal(repr(amount)) for amount in amounts), percent, Decimal(repr(currency.rounding))
        )
        return max(float(target), 0.0)

    @api.model
    def _set_aside(self, company, percents, day):
        """Bring what is set aside to these percentages, {instalment: percent}, in one entry; returns the entry.

        :raises UserError: an account is missing, or the books are closed on that day
        """
        company._recovery_check_open(day)  # before anything is written
        rows = {row.line_id: row for row in self.search([("line_id", "in", [line.id for line in percents]), *HELD])}
        missing = [line for line, percent in percents.items() if line not in rows and percent]
        made = self.create([{"line_id": line.id, "company_id": company.id} for line in missing])
        rows |= dict(zip(missing, made, strict=True))
        for line, row in rows.items():
            row.percent = percents[line]
        return self.browse(row.id for row in rows.values())._adjust(company, day)

    @api.model
    def _follow(self, company):
        """Every day: what is set aside for debts that were paid, credited or lost meanwhile is reversed, as far as they
        were. It never rises by itself.

        :returns: {debt: why it had to be left}
        """
        held = self.sudo().search([("company_id", "=", company.id), *HELD])  # the books of the house
        over = self.sudo().browse(row.id for row, difference in held._differences().items() if difference < 0)
        try:
            over._adjust(company, company._recovery_today())
        except UserError as error:  # closed books, a missing account: tried again, and said on the run
            return dict.fromkeys(over, error)
        return {}

    def _differences(self):
        """{row: what is to be set aside more, or less}"""
        open_of = self._open_of(self.line_id)
        return {
            row: row.currency_id.round(row._target(row.line_id, row.percent, open_of[row.line_id]) - row.allowance)
            for row in self
        }

    def _adjust(self, company, day):
        """One entry that brings each of these to what it is to be; none where all of them are."""
        differences = self._differences()
        changing = self.filtered(lambda row: not row.currency_id.is_zero(differences[row]))
        entry = self.env["account.move"]
        if changing:
            company._recovery_check_open(day)
            items = [item for row in changing for item in row._prepare_items(differences[row])]
            entry = entry.create(
                {
                    "move_type": "entry",
                    "company_id": company.id,
                    "journal_id": company._recovery_journal().id,
                    "date": day,
                    "ref": self.env._("Allowance on doubtful debts"),
                    "line_ids": [(0, 0, item) for item in items],
                }
            )
            entry._recovery_post()
        for row in self:
            values = {"allowance": row.allowance + differences[row]}
            if row in changing:
                values["entry_ids"] = [(4, entry.id)]
            if row.currency_id.is_zero(values["allowance"]):
                values["state"] = "ended"
            row.write(values)
        return entry

    def _prepare_items(self, difference):
        company = self.company_id
        provision = company._recovery_books_account("provision")
        other = company._recovery_books_account("set_aside" if difference > 0 else "reversed")
        common = {"name": self.env._("Allowance: %s", self.move_id.name), "partner_id": self.partner_id.id}
        return [
            {**common, "account_id": other.id, "balance": difference},
            {**common, "account_id": provision.id, "balance": -difference},
        ]


HELD = [("state", "=", "held")]


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_set_aside_account_id = fields.Many2one(
        "account.account",
        string="Account of allowances",
        domain=[("account_type", "in", EXPENSE)],
        check_company=True,
        help="The expense; without it the account 6817 of the French chart.",
    )
    recovery_provision_account_id = fields.Many2one(
        "account.account",
        string="Account of what is set aside",
        check_company=True,
        help="Against the customers; without it the account 491 of the French chart.",
    )
    recovery_reversed_account_id = fields.Many2one(
        "account.account",
        string="Account of reversed allowances",
        domain=[("account_type", "in", INCOME)],
        check_company=True,
        help="The income; without it the account 7817 of the French chart.",
    )

    def _recovery_books_account(self, kind):
        """:raises UserError: it is not chosen, and the chart has none"""
        codes, types = {
            "set_aside": (SET_ASIDE, EXPENSE),
            "provision": (PROVISION, ("asset_current", "asset_receivable", "asset_non_current")),
            "reversed": (REVERSED, INCOME),
        }[kind]
        return self._recovery_account(
            self[f"recovery_{kind}_account_id"],
            codes if self.chart_template in (False, "fr", "fr_comp") else (),
            [("account_type", "in", types)],
            self.env._(
                "The chart of %s is not the French one, or lacks an account: choose the accounts of allowances in the "
                "recovery settings first.",
                self.name,
            ),
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_set_aside_account_id = fields.Many2one(related="company_id.recovery_set_aside_account_id", readonly=False)
    recovery_provision_account_id = fields.Many2one(related="company_id.recovery_provision_account_id", readonly=False)
    recovery_reversed_account_id = fields.Many2one(related="company_id.recovery_reversed_account_id", readonly=False)

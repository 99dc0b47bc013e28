"""An instalment: the receivable item that carries the level it has reached, and the marks of what stands on it."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...engine.ladder import Move
from ..record.way_in import READER
from .facts import DISPUTED, PLAN_IN_FORCE

FEW = 100  # debtors


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "recovery.dunning.mixin"]

    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        readonly=True,
        copy=False,
        prefetch="recovery",
        help="The ladder on which the level was taken.",
    )
    recovery_own_debtor_id = fields.Many2one(
        "res.partner",
        string="Debtor by himself",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        prefetch="recovery",
        help="Who owes it, where the ledger names the company that he has been linked to since.",
    )
    recovery_debtor_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        compute="_compute_recovery_debtor_id",
        search="_search_recovery_debtor_id",
        compute_sudo=True,
        help="Who owes it: the commercial entity of its partner, or whoever owed it before he was linked to that one.",
    )
    recovery_hold_ids = fields.One2many("recovery.hold", "line_id", string="Holds")
    recovery_marks = fields.Char(string="Marks", compute="_compute_recovery_marks", groups=READER)

    @api.depends("partner_id.recovery_debtor_id", "recovery_own_debtor_id")
    def _compute_recovery_debtor_id(self):
        for line in self:
            line.recovery_debtor_id = line.recovery_own_debtor_id or line.partner_id.recovery_debtor_id

    def _search_recovery_debtor_id(self, operator, value):
        """Of few debtors, their contacts are looked up by the database on its way, so that it goes by the indexes of
        partners and own debtors; of many, before: it finds a number faster in a list that it knows beforehand."""
        if operator != "in":
            return NotImplemented
        own = Domain("recovery_own_debtor_id", "in", value)
        if not all(isinstance(debtor_id, int) and debtor_id for debtor_id in value):
            by_partner = Domain("partner_id.recovery_debtor_id", "in", value)
        elif len(value) > FEW:
            # whose contacts they are, for whoever sees the items
            contacts = self.env["res.partner"].sudo().with_context(active_test=False)
            found = contacts._search([("recovery_debtor_id", "in", value)])
            by_partner = Domain("partner_id", "in", found.get_result_ids())
        else:
            return Domain.custom(
                to_sql=lambda lines, alias, query: lines._recovery_owed_by(alias, query, value),
                predicate=lambda line: line.recovery_debtor_id.id in value,
            )
        return by_partner & Domain("recovery_own_debtor_id", "=", False) | own

    def _recovery_owed_by(self, alias, query, debtor_ids):
        """Whether one of these debtors owes the item that a query calls `alias`."""
        return self.env["recovery.open.items"]._items_of(
            debtor_ids,
            partner=self._field_to_sql(alias, "partner_id", query),
            own=self._field_to_sql(alias, "recovery_own_debtor_id", query),
        )

    def _recovery_write_own(self, values):
        """Write columns of ours, past the ledger's own checks: they change no accounting."""
        if not self:
            return
        self.flush_recordset()
        columns = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items())
        self.env.cr.execute(SQL("UPDATE account_move_line SET %s WHERE id IN %s", columns, tuple(self.ids)))
        self.invalidate_recordset(list(values))
        self.modified(list(values))

    @api.model
    def _recovery_open_domain(self, company, debtors):
        """The open receivable items, debts and credits, of these debtors and of their contacts in `company`."""
        return [
            *(("company_id", "=", company.id), ("recovery_debtor_id", "in", debtors.ids)),
            *(("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("reconciled", "=", False)),
        ]

    @api.model
    def _recovery_owed(self, company, debtors, before=None):
        """What these debtors and their contacts owe `company`, the oldest first; `before`: what was due earlier."""
        domain = [*self._recovery_open_domain(company, debtors), ("amount_residual", ">", 0)]
        if before:
            domain.append(("date_maturity", "<", before))
        return self.search(domain, order="date_maturity, id")

    def _recovery_left(self):
        """What is open of these instalments of one currency less what money covers that is known of (rule 11)."""
        covered = self.env["recovery.open.items"]._covered(self)
        left = sum(self.mapped("amount_residual_currency")) - float(sum(its.amount for its in covered.values()))
        return self.currency_id[:1].round(left) if self else 0.0

    def _recovery_before(self, judgment):
        """Those of these items that were born before a judgment on their debtor (C. com. L622-7); all without its
        day."""
        return self.filtered(lambda line: not judgment or line._recovery_born_on() < judgment)

    def _recovery_born_on(self):
        """The first of the days that are known of a debt, as `LAPSES_FROM` has it."""
        days = (self.date_maturity, self.move_id.delivery_date, self.move_id.invoice_date, self.date)
        return min(filter(None, days))

    @api.depends("move_id.recovery_procedure_id", "partner_id")
    def _compute_recovery_applied_procedure(self):
        """Chosen each time anew, as the next run will."""
        open_items = self.filtered(lambda line: line.account_type == "asset_receivable" and line.id)
        choices = self.env["recovery.open.items"]._choices(open_items)
        nothing = (self.env["recovery.procedure"], False)
        for line in self:
            line.recovery_applied_procedure_id, line.recovery_procedure_reason = choices.get(line.id, nothing)

    @api.depends("date_maturity", "recovery_level_id", "recovery_date", "no_followup")
    def _compute_recovery_next(self):
        """Read from the ledger each time: what the next run would decide."""
        open_items = self.filtered(
            lambda line: line.account_type == "asset_receivable" and line.parent_state == "posted" and line.id
        )
        outlook = self.env["recovery.open.items"]._outlook(open_items)
        for line in self:
            next_level = outlook.get(line.id)
            refused = next_level is not None and not isinstance(next_level, Move)
            proposed = refused and next_level.instalment.pending  # on a notice that has not left: nothing excludes it
            line.recovery_exclusion = next_level.reason.value if refused and not proposed else False
            line.recovery_next_level_id = next_level.level.id if next_level and next_level.level else False
            if refused:
                line.recovery_next_date = next_level.on
            else:
                line.recovery_next_date = line.company_id._recovery_today() if next_level else False

    # ---- in a few words: a promise, a plan, a dispute, a hold ------------------------------------------------------

    def _compute_recovery_marks(self):
        """Read set-wise: each kind is searched once for all lines."""
        marks = {line: [] for line in self}
        for text, lines in self._recovery_marks():
            for line in lines & self:
                marks[line].append(text)
        for line in self:
            line.recovery_marks = ", ".join(marks[line])

    def _recovery_marks(self):
        """(words, instalments) of what is in force today."""
        yield from self._recovery_agreements()
        for hold in self._recovery_holds():
            yield self._recovery_hold_text(hold), self._held_by(hold)

    def _recovery_agreements(self):
        on_these = ("line_ids", "in", self.ids)
        Promise, Plan, Dispute = (self.env[f"recovery.{name}"] for name in ("promise", "plan", "dispute"))
        for promise in Promise.search([on_these, ("state", "=", "open")]):
            yield self.env._("promised for %s", format_date(self.env, promise.date)), promise.line_ids
        for plan in Plan.search(Domain(*on_these) & PLAN_IN_FORCE):
            in_default = plan.state == "defaulted"
            yield self.env._("plan in default") if in_default else self.env._("on a plan"), plan.line_ids
        for dispute in Dispute.search([on_these, ("state", "in", DISPUTED)]):
            yield self.env._("disputed: %s", dispute.currency_id.format(dispute.amount)), dispute.line_ids

    def _recovery_holds(self):
        return self.env["recovery.hold"].search(
            [
                *(("company_id", "in", self.company_id.ids), ("state", "=", "active")),
                ("partner_id", "in", self.recovery_debtor_id.ids),
            ]
        )

    def _held_by(self, hold):
        """A hold names an instalment, an invoice, or the whole debtor."""
        its = self.filtered(
            lambda line: line.company_id == hold.company_id and line.recovery_debtor_id == hold.partner_id
        )
        if hold.line_id:
            return its & hold.line_id
        return its.filtered(lambda line: line.move_id == hold.move_id) if hold.move_id else its

    def _recovery_hold_text(self, hold):
        if hold.date_until:
            return self.env._("held until %s", format_date(self.env, hold.date_until))
        return self.env._("held: %s", hold.reason_id.name)

    @api.model
    def _write_recovery_levels(self, levels, only_first=False):
        """Set the level of instalments and the day of their last notice, all at once, past the ledger's own checks:
        these columns are ours and change no accounting. The invoices follow.

        :param levels: {instalment id: (level, day)}; without a level it has taken none
        :param only_first: an instalment that has a level keeps it
        """
        if not levels:
            return
        lines = self.browse(levels)
        reached = [level.id or None for level, _day in levels.values()]
        days = [day or None for _level, day in levels.values()]
        self._recovery_flush_levels()
        self.env.cr.execute(
            SQL(
                """UPDATE account_move_line l
                      SET recovery_level_id = level.id, recovery_date = entry.day,
                          recovery_procedure_id = level.procedure_id
                     FROM unnest(%s::int[], %s::int[], %s::date[]) entry(line_id, level_id, day)
                LEFT JOIN recovery_level level ON level.id = entry.level_id
                    WHERE l.id = entry.line_id AND (NOT %s OR l.recovery_level_id IS NULL)""",
                list(levels),
                reached,
                days,
                only_first,
            )
        )
        lines.invalidate_recordset(["recovery_level_id", "recovery_date", "recovery_procedure_id"])
        lines.move_id._refresh_recovery_level()

    @api.model
    def _recovery_flush_levels(self):
        """What the statements read that write the levels; what else waits to be written goes on waiting."""
        for model in ("recovery.level", "account.move.line", "account.move"):
            self.env[model].flush_model()

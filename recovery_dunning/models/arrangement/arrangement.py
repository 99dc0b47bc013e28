"""The base of promises, plans, disputes, settlements and mediations: instalments of one debtor in one currency, the
amount that was open of them, and the event in his case.

What becomes of it is written by its buttons and by the scheduled action, never by hand: a promise is not kept, and a
plan not signed, because somebody says so.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import html_escape

from ...engine import ending
from ...engine.ending import Ending


class RecoveryArrangement(models.AbstractModel):
    _name = "recovery.arrangement"
    _inherit = "recovery.outgoing.mail"
    _description = "What a Debtor Says of Some Instalments"
    _check_company_auto = True
    _concluded = frozenset()  # besides the state and what was open at that time
    _agreed = frozenset({"partner_id", "company_id", "line_ids"})  # stay as they were when it was written

    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, help="That of the instalments."
    )
    line_ids = fields.Many2many(
        "account.move.line",
        string="Instalments",
        required=True,
        domain="[('recovery_debtor_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), ('reconciled', '=', False),"
        " ('amount_residual', '>', 0)]",
    )
    amount_open = fields.Monetary(
        string="Open at that time", readonly=True, help="The balance of these instalments when this was written."
    )
    amount_received = fields.Monetary(
        string="Received since", compute="_compute_amount_received", help="The money that came in since then."
    )

    recognised_on = fields.Date(
        readonly=True, copy=False, help="On that day the debtor recognised in writing that he owes these instalments."
    )

    @api.depends("line_ids")
    def _compute_currency_id(self):
        for arrangement in self:
            arrangement.currency_id = arrangement.line_ids.currency_id[:1] or arrangement.company_id.currency_id

    @api.depends("amount_open", "line_ids.amount_residual_currency", "line_ids.parent_state")
    def _compute_amount_received(self):
        for arrangement, parts in self._parts_since().items():
            arrangement.amount_received = float(max(ending.total(parts, Ending.MONEY), ending.ZERO))

    def _parts_since(self):
        """{arrangement: what became of its instalments since it was written (`engine.ending.Part`)}, in the order in
        which it did."""
        endings = self.env["recovery.open.items"]._endings(self.line_ids, registered=True)
        found = {}
        for arrangement in self:
            lines = arrangement.line_ids
            settled_then = arrangement._decimal(sum(lines.mapped("amount_currency")) - arrangement.amount_open)
            parts = (part for line in lines for part in endings.get(line, ()))
            found[arrangement] = ending.since(parts, settled_then)
        return found

    def _decimal(self, amount):
        return Decimal(repr(self.currency_id.round(amount)))

    def _residual(self):
        """What is open of the instalments now, in their currency, less what was registered and has no entry yet."""
        return self._residuals().get(self, 0.0)

    def _residuals(self):
        """{arrangement: its `_residual`}"""
        registered = self.env["recovery.open.items"]._registered(self.line_ids)
        paid = {line_id: sum(amount for _day, amount, _name in its) for line_id, its in registered.items()}
        return {
            arrangement: sum(arrangement.line_ids.mapped("amount_residual_currency"))
            - float(sum(paid.get(line_id, 0) for line_id in arrangement.line_ids.ids))
            for arrangement in self
        }

    def _is_put_off(self, today):
        """Whether nothing that is open of it is due any more: its invoices have a later day now."""
        still_open = self.line_ids.filtered(lambda line: not line.reconciled)
        return bool(still_open) and all((line.date_maturity or line.date) >= today for line in still_open)

    @api.model_create_multi
    def create(self, vals_list):
        """The debtor is the commercial entity; what is open is kept as it was on that day.

        :raises AccessError: somebody writes by hand what has not happened
        """
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list})
        debtor_ids = {partner.id: partner.recovery_debtor_id.id for partner in partners}
        for vals in vals_list:
            self._check_by_hand(vals)
            vals["partner_id"] = debtor_ids[vals["partner_id"]]
        arrangements = super().create(vals_list)
        for arrangement, residual in arrangements._residuals().items():
            arrangement.sudo().amount_open = residual  # nobody writes it by hand
        return arrangements

    def write(self, vals):
        """:raises AccessError: somebody writes by hand what has not happened, or what was agreed on changes"""
        self._check_by_hand(vals, self._fixed())
        return super().write(vals)

    def _fixed(self):
        """The fields that nobody changes any more."""
        return self._agreed

    def _check_by_hand(self, vals, others=frozenset()):
        if not self.env.su and ({"state", "amount_open"} | self._concluded | others) & vals.keys():
            raise AccessError(
                self.env._("What becomes of an agreement is said by its buttons, not by hand: use one of them.")
            )

    def _become(self, state, **values):
        """Write what only a button or the scheduled action writes, for whoever may write the rest."""
        self.check_access("write")
        self.sudo().write({"state": state, **values})  # rights checked just now

    @api.constrains("partner_id", "line_ids", "company_id")
    def _check_lines(self):
        """:raises ValidationError: no instalment, or one of another debtor, company or currency"""
        for arrangement in self:
            if not arrangement.line_ids:
                raise ValidationError(self.env._("Choose at least one instalment."))
            strange = arrangement.line_ids.filtered(
                lambda line, arrangement=arrangement: (
                    line.account_type != "asset_receivable"
                    or line.recovery_debtor_id != arrangement.partner_id
                    or line.company_id != arrangement.company_id
                )
            )
            if strange:
                raise ValidationError(
                    self.env._(
                        "%(item)s is no instalment of %(debtor)s in this company: choose among those listed.",
                        item=strange[0].move_id.name,
                        debtor=arrangement.partner_id.display_name,
                    )
                )
            if len(arrangement.line_ids.currency_id) > 1:
                raise ValidationError(self.env._("The instalments are in several currencies: make one for each."))

    def _check_amount(self, amount, residual=None):
        """`residual`: what is open, where it was read just now.

        :raises ValidationError: the amount is not above 0, or more than is open
        """
        self.ensure_one()
        residual = self._residual() if residual is None else residual
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise ValidationError(self.env._("The amount must be more than 0."))
        if self.currency_id.compare_amounts(amount, residual) > 0:
            if not self.company_id._recovery_shows_amounts():
                raise ValidationError(self.env._("The amount is more than what is open: correct it."))
            raise ValidationError(
                self.env._(
                    "The amount is more than what is open on these instalments (%s): choose more of them, or correct "
                    "the amount.",
                    self.currency_id.format(residual),
                )
            )

    @api.model
    def _prepare_for(self, lines):
        """The values that a new one takes from open instalments of one debtor. The amount, where there is one, is all
        that is open of them; 0 if they are in several currencies."""
        values = {
            "partner_id": lines.recovery_debtor_id[:1].id,
            "company_id": (lines.company_id[:1] or self.env.company).id,
            "line_ids": [(6, 0, lines.ids)],
        }
        if "amount" in self._fields:
            values["amount"] = sum(lines.mapped("amount_residual_currency")) if len(lines.currency_id) == 1 else 0.0
        return values

    @api.model
    def _action_new(self, lines, name):
        """The dialog that makes one on these instalments.

        :raises ValidationError: nothing is open
        """
        lines = lines.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled and line.amount_residual > 0
        )
        if not lines:
            raise ValidationError(self.env._("Nothing is open here: there is nothing to agree on."))
        prepared = {f"default_{field}": value for field, value in self._prepare_for(lines).items()}
        prepared["default_confirm"] = True  # a person in front of a screen confirms what he has heard
        return self._get_records_action(name=name, target="new", context=prepared)

    @api.model
    def _oldest_first(self, company, partner, amount=None):
        """The overdue instalments of a debtor, the oldest first, as many as `amount` needs; where nothing is overdue,
        those to come. Of several currencies, that of the oldest."""
        lines = self.env["account.move.line"]._recovery_owed(company, partner)
        today = company._recovery_today()
        lines = lines.filtered(lambda line: line.date_maturity < today) or lines
        lines = lines.filtered(lambda line: line.currency_id == lines[:1].currency_id)
        return lines if amount is None else self._enough(lines, amount)

    @api.model
    def _enough(self, lines, amount):
        """The first of these instalments of one currency, as many as `amount` needs; all of them where it is more."""
        taken, left = lines.browse(), amount
        for line in lines:
            if lines.currency_id.compare_amounts(left, 0) <= 0:
                break
            taken |= line
            left -= line.amount_residual_currency
        return taken

    def _record(self, kind, summary, direction="in", **values):
        """Write it into the record of the debtor's case, which opens with it where there is none; what we note for
        ourselves of a case that has ended opens none. The values, too, may be functions of the arrangement."""
        for company, arrangements in self.grouped("company_id").items():
            # whoever listens to the debtor opens his case; the author of the event stays himself
            Case, debtors = self.env["recovery.case"].sudo(), arrangements.partner_id
            ended = Case._last_ended(company, debtors) if direction == "internal" else {}
            cases = {**ended, **Case._open_for(company, debtors, overdue=debtors - debtors.browse(ended))}
            told = {**values, "kind": kind, "direction": direction, "summary": summary}
            rows = [
                {"case_id": cases[one.partner_id.id].id, **{name: _of(value, one) for name, value in told.items()}}
                for one in arrangements
            ]
            self.env["recovery.event"].sudo().create(rows)  # nobody writes events by hand; the author stays himself

    def _log_recognition(self, summary, channel, proof, documents=None):
        """The debtor has recognised that he owes it: limitation begins anew on that day (C. civ. 2240, 2231). `proof`
        says by what, a line each."""
        fresh = self.filtered(lambda arrangement: not arrangement.recognised_on)
        for company, arrangements in fresh.grouped("company_id").items():
            arrangements.sudo().recognised_on = company._recovery_today()  # what the record says, and nobody by hand
        self._record(
            "recognition",
            lambda arrangement: summary,
            channel=channel,
            contact=self.partner_id.display_name,
            result="\n".join([", ".join(self.line_ids.move_id.mapped("name")), *proof]),
            attachment_ids=[(6, 0, documents.ids if documents else [])],
        )

    def _tell(self, user, summary, deadline=None):
        """A task on each debtor's case, until `deadline` or today: for `user`, otherwise for whoever follows him,
        otherwise for whoever is at work. `user` and `deadline` may be functions of the arrangement."""
        for company, arrangements in self.grouped("company_id").items():
            debtors = arrangements.partner_id
            Case = self.env["recovery.case"].sudo()  # whoever listens to the debtor opens his case
            cases = Case._open_for(company, debtors, overdue=debtors)
            Case._assign(
                [
                    {
                        "case": cases[one.partner_id.id],
                        "user": company._recovery_in_charge(_of(user, one), one._collector(), self.env.user),
                        "summary": summary,
                        "note": html_escape(one.display_name),
                        "deadline": _of(deadline, one),
                    }
                    for one in arrangements
                ]
            )


def _of(value, arrangement):
    """A value, or what the function says of the arrangement."""
    return value(arrangement) if callable(value) else value

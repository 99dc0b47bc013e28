"""The board: one answer to what works, what is coming in and who needs attention, for the companies of a user.

Figures that the night has measured are read as they were written (`recovery.kpi`); what is open, from the ledger.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..procedure.procedure import DEBTOR_CLASSES
from ..record.actions import open_list
from ..record.way_in import READER, way_in

COLLECTORS = 200  # of whom one can be chosen
SECTIONS = ("figures", "aged", "cash", "steps", "movers", "disputes", "agencies", "courts")


class Asked(NamedTuple):
    """What a board is about. `debtors`: a domain on contacts, or None for all of them; `day`: of the aged balance;
    `choice`: the companies that can be chosen, those that the user has switched on."""

    choice: object
    companies: object
    today: object
    day: object
    user_id: int | None
    debtor_class: str | None
    debtors: Domain | None


class RecoveryBoard(models.AbstractModel):
    _name = "recovery.board"
    _description = "The Board of the Recovery"

    @api.model
    @way_in(READER, "read")
    def board(self, filters=None, sections=None):
        """What the board shows, amounts in the currency of the company, shares in percent.

        :param filters: {`company_id`, `user_id` (collector), `debtor_class`, `day` (of the aged balance)}, all optional
        :param sections: only these of `SECTIONS`
        :raises AccessError: the user does not read the files, or does not work in that company
        """
        asked = self._asked(filters or {})
        board = self.with_company(asked.companies[0]).with_context(allowed_company_ids=asked.companies.ids)
        answer = {name: getattr(board, f"_{name}")(asked) for name in SECTIONS if not sections or name in sections}
        return {**answer, "about": board._about(asked)}

    @api.model
    @way_in(READER, "read")
    def behind(self, section, key=None, filters=None):
        """The action that opens the list behind a number of the board: the invoices, the debtors, the records.

        :raises UserError: there is no such number
        """
        asked = self._asked(filters or {})
        opener = f"_behind_{section}"
        if section not in SECTIONS or not hasattr(self, opener):
            raise UserError(self.env._("There is no list behind this."))
        board = self.with_company(asked.companies[0]).with_context(allowed_company_ids=asked.companies.ids)
        return getattr(board, opener)(key, asked)

    # ---- what is asked for ----------------------------------------------------------------------------------------

    def _asked(self, filters):
        """:raises AccessError: a company in which the user does not work"""
        choice, chosen = self.env.companies, int(filters.get("company_id") or 0)
        if chosen and chosen not in choice.ids:
            raise AccessError(self.env._("You do not work in this company."))
        company = choice.browse(chosen) if chosen else self.env.company
        companies = company
        if not chosen:  # all those that are switched on, and whose amounts can be added up
            companies |= choice.filtered(lambda other: other.currency_id == company.currency_id)
        kind = filters.get("debtor_class") or None
        if kind and kind not in dict(DEBTOR_CLASSES):
            raise UserError(self.env._("There is no such kind of debtor."))
        user_id = int(filters.get("user_id") or 0) or None
        today = company._recovery_today()
        day = fields.Date.to_date(filters.get("day") or None) or today
        debtors = self._debtors(companies, user_id, kind)
        return Asked(choice, companies, today, min(day, today), user_id, kind, debtors)

    def _debtors(self, companies, user_id, kind):
        """The debtors whom a collector follows, by the open case, or by name where there is none; those of a kind."""
        domain = Domain.TRUE
        if user_id:
            opened = [("phase", "!=", "closed"), ("company_id", "in", companies.ids), ("user_id", "!=", False)]
            his = [*opened, ("user_id", "=", user_id)]
            by_name = Domain("recovery_user_id", "=", user_id) & Domain("recovery_case_ids", "not any", opened)
            domain &= Domain("recovery_case_ids", "any", his) | by_name
        if kind:
            by_nature = {"business": Domain("is_company", "=", True), "consumer": Domain("is_company", "=", False)}
            nature = by_nature.get(kind, Domain.FALSE) & Domain("recovery_class", "=", False)
            domain &= Domain("recovery_class", "=", kind) | nature
        return None if domain.is_true() else domain

    def _theirs(self, asked, field="partner_id"):
        """The records of the companies, and of the debtors that are asked for."""
        of_companies = Domain("company_id", "in", asked.companies.ids)
        return of_companies if asked.debtors is None else of_companies & Domain(field, "any", asked.debtors)

    def _about(self, asked):
        """Over the board: whose it is, and what can be chosen."""
        company = asked.companies[0]
        users = self.env["recovery.case"]._read_group(
            [("company_id", "in", asked.companies.ids), ("phase", "!=", "closed"), ("user_id", "!=", False)],
            ["user_id"],
            limit=COLLECTORS,
        )
        collectors = sorted((user.sudo().name, user.id) for (user,) in users)  # a name, of who works here
        return {
            "today": fields.Date.to_string(asked.today),
            "day": fields.Date.to_string(asked.day),
            "currency_id": company.currency_id.id,
            "company": ", ".join(asked.companies.mapped("name")),
            "left_out": ", ".join((asked.choice - asked.companies).mapped("name")),
            "companies": [{"id": one.id, "name": one.name} for one in asked.choice],
            "collectors": [{"id": user_id, "name": name} for name, user_id in collectors],
            "classes": [
                {"id": key, "name": label}
                for key, label in self.env["recovery.aged"]._fields["debtor_class"]._description_selection(self.env)
            ],
            "is_filtered": asked.debtors is not None,
            "is_manager": self.env.user.has_group("recovery_dunning.group_recovery_manager"),
            "is_collector": self.env.user.has_group("recovery_dunning.group_recovery_user"),
        }

    def _open(self, xml_id, domain, **context):
        """The list of an action of ours, beside it a graph and a pivot; the domain goes to the browser as a list."""
        action = open_list(self.env, xml_id, plain(domain), **context)
        if action["res_model"] != "res.partner":  # how debtors pay is no sum
            shown = [mode for _view, mode in action["views"]]
            action["views"] += [(False, mode) for mode in ("graph", "pivot") if mode not in shown]
        return action


def plain(domain):
    """A domain as JSON takes it: lists, and days as texts."""
    return [_plain(part) for part in domain]


def _plain(part):
    if isinstance(part, Domain):
        return plain(part)
    if isinstance(part, (list, tuple, set, frozenset)) or type(part).__name__ == "OrderedSet":
        return [_plain(one) for one in part]
    return fields.Date.to_string(part) if hasattr(part, "isoformat") else part

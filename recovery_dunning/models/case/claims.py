"""What a case claims besides the principal, where it is explained, and what recovering it costs.

Our own work and its postage stay with us: they are never claimed (CPCE L111-8). What was paid to others on proof may be
claimed from a business, beyond the fixed indemnity (C. com. L441-10 II): these are claims of costs.
"""

from odoo import fields, models

from ..record.actions import open_list
from ..record.way_in import COLLECTOR, READER, way_in


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    amount_disputed = fields.Monetary(
        string="Contested", compute="_compute_claims", groups=READER, help="What of the overdue is not asked for."
    )
    amount_interest = fields.Monetary(compute="_compute_claims", groups=READER)
    amount_indemnity = fields.Monetary(compute="_compute_claims", groups=READER)
    amount_costs = fields.Monetary(compute="_compute_claims", groups=READER)
    amount_unclaimed = fields.Monetary(
        string="Not claimed yet",
        compute="_compute_claims",
        groups=READER,
        help="Interest and indemnities that the law gives besides, and no message has asked for.",
    )
    cost_contacts = fields.Monetary(
        string="Our own costs",
        compute="_compute_costs",
        groups=READER,
        help="Mails, letters, calls and visits, by the tariff of their day. They stay with us.",
    )
    cost_proved = fields.Monetary(
        string="Paid to others",
        compute="_compute_costs",
        groups=READER,
        help="Costs with their proof: they may be claimed from a business.",
    )
    cost_total = fields.Monetary(string="Costs so far", compute="_compute_costs", groups=READER)
    cost_ratio = fields.Float(
        string="Costs against the debt",
        compute="_compute_costs",
        groups=READER,
        help="Costs so far, of what is overdue and what has come in.",
    )

    def _compute_claims(self):
        """What is contested, and what is claimed besides, as it comes to today, in the company's currency."""
        figures = self._figures_on()
        for case in self:
            its = figures[case]

            def total(name, its=its, currency=case.company_id.currency_id):
                return currency.round(sum(figure.home[name] for figure in its))

            case.amount_disputed, case.amount_unclaimed = total("disputed"), total("unclaimed")
            case.amount_interest, case.amount_indemnity = total("interest"), total("indemnity")
            case.amount_costs = total("costs")

    def _figures_on(self, day=None):
        """{case: the `Figure`s of its debtor, one for each currency}, as of `day`, today by default."""
        figures = {}
        for company, cases in self.grouped("company_id").items():
            its = self.env["recovery.figures"]._of(company, cases.partner_id, day)
            figures |= {case: its.get(case.partner_id, []) for case in cases}
        return figures

    def _open_claims(self):
        """The claims of the debtor that are shown, of this case or not."""
        return self._theirs("recovery.claim", ("state", "=", "shown"))

    @way_in(READER, "read")
    def action_open_claims(self):
        self.ensure_one()
        return open_list(
            *(self.env, "action_recovery_claim", self._their_domain()),
            search_default_shown=1,
            default_partner_id=self.partner_id.id,
            default_company_id=self.company_id.id,
            default_case_id=self.id,
        )

    @way_in(COLLECTOR, "read")
    def action_invoice_claims(self):
        """Invoice what the debtor owes besides the principal."""
        return self._open_claims().action_invoice()

    @way_in(COLLECTOR, "read")
    def action_explain(self):
        """How what is owed comes about: overdue instalments, and those whose principal is paid but not the claims."""
        self.ensure_one()
        return self.env["recovery.statement"]._action_explain(
            self._overdue_instalments() | self._open_claims().move_line_id
        )

    # ---- what it costs ---------------------------------------------------------------------------------------------

    def _compute_costs(self):
        Event, Claim = self.env["recovery.event"], self.env["recovery.claim"]
        wholes = {case: case._whole() for case in self}
        every = self.union(*wholes.values())
        contacts = dict(Event._read_group([("case_id", "in", every.ids)], ["case_id"], ["cost:sum"]))
        proved = {}
        claims = [("kind", "=", "cost"), ("case_id", "in", every.ids), ("state", "!=", "reversed")]
        for case, currency, amount in Claim._read_group(claims, ["case_id", "currency_id"], ["amount:sum"]):
            company = case.company_id
            in_company = currency._convert(amount, company.currency_id, company, company._recovery_today())
            proved[case] = proved.get(case, 0.0) + in_company
        for case, whole in wholes.items():
            case.cost_contacts = sum(contacts.get(one, 0.0) for one in whole)
            case.cost_proved = sum(proved.get(one, 0.0) for one in whole)
            case.cost_total = case.cost_contacts + case.cost_proved
            debt = case.amount_overdue + case.amount_received
            case.cost_ratio = case.cost_total / debt if debt > 0 else 0.0

    @way_in(READER, "read")
    def action_open_costs(self):
        """What each channel has cost on this case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Costs"),
            "res_model": "recovery.event",
            "view_mode": "list,pivot",
            "domain": [("case_id", "in", self._whole().ids), ("cost", "!=", 0)],
        }

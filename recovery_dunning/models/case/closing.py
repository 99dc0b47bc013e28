"""How a case ends: by itself once nothing is overdue and no claim stands, otherwise by a manager with a reason.

Interest, indemnity and costs that were shown must be invoiced and paid, or waived. A case whose principal alone is paid
stays open, and its collector is asked what becomes of them.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...engine.ending import Ending
from ...engine.facts import HANDED_OVER
from ..record.actions import dialog
from ..record.apart import each_apart
from ..record.way_in import COLLECTOR, READER, acting, way_in
from .case import OF_THE_LADDER

OUTCOMES = [
    ("paid", "Paid"),
    ("partly", "Paid in part, the rest given up"),
    ("credited", "Credited"),
    ("waived", "Waived"),
    ("written_off", "Written off"),
    ("sold", "Sold"),
    ("cancelled", "Cancelled with the invoice"),
    ("netted", "Set off"),
    ("doubtful", "Held as doubtful"),
    ("moved", "Moved to another debtor or account"),
    ("postponed", "Not due any more"),
    ("nothing_due", "Nothing was due"),
    ("uncollectable", "Uncollectable"),
    ("time_barred", "Time-barred"),
    ("given_up", "Given up"),
    ("merged", "Joined with another case"),
]
# the ledger tells these, nobody else
BY_ENTRY = (
    *("paid", "credited", "waived", "written_off", "sold"),
    *("cancelled", "netted", "doubtful", "moved", "postponed", "nothing_due"),
)
OF_AN_END = ("outcome", "close_reason", "date_closed", "amount_recovered", "amount_given_up")  # an open case has none
AT_ONCE = 1000  # cases that are closed together
UNSETTLED = {Ending.DRAFT, Ending.DOUBTFUL}
# tasks that have become pointless once the case has ended
OF_THE_END = [
    *OF_THE_LADDER,
    "recovery_dunning.activity_type_limitation",
    "recovery_dunning.activity_type_claims",
]


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    date_opened = fields.Date(
        string="Opened on", readonly=True, copy=False, default=lambda self: self.env.company._recovery_today()
    )
    date_closed = fields.Date(string="Closed on", copy=False, readonly=True)
    outcome = fields.Selection(OUTCOMES, tracking=True, copy=False, readonly=True, help="How the case ended.")
    close_reason = fields.Char(string="Reason of the end", copy=False, readonly=True, groups=READER)
    duration = fields.Integer(
        string="Days open", readonly=True, copy=False, aggregator="avg", help="From its opening to its end."
    )
    amount_recovered = fields.Monetary(
        string="Recovered",
        readonly=True,
        copy=False,
        groups=READER,
        help="What was paid late while the case was open.",
    )
    amount_given_up = fields.Monetary(
        string="Lost",
        readonly=True,
        copy=False,
        groups=READER,
        help="Waived, written off, sold below its amount, or left open.",
    )

    @api.model
    def _close_settled(self, company):
        """Every day: close the cases of `company` on which nothing is overdue and no claim stands; ask what becomes of
        claims that stand alone.

        :returns: {case: why it had to be left}
        """
        open_cases = self.search_fetch(
            [
                *(("company_id", "=", company.id), ("phase", "not in", ("closed", *HANDED_OVER))),
                ("answered_on", "=", False),  # whoever has written is answered first
            ],
            ["company_id", "partner_id"],  # of very many cases nothing else is carried along
        )
        settled, left = open_cases - open_cases._owing(), {}
        for ids in split_every(AT_ONCE, settled.ids):
            left |= each_apart(self.browse(ids), lambda cases: cases._close_paid(company))
        return left

    def _close_paid(self, company):
        results = self._results()
        # an invoice that is being corrected, or a debt that is only held as doubtful, is no end
        settled = self.filtered(lambda case: not results[case].kinds & UNSETTLED)
        claiming = settled._with_standing_claims()
        claiming._ask_about_claims()
        settled -= claiming
        for outcome, cases in settled.grouped(lambda case: case._outcome_of(results[case])).items():
            cases._close(outcome)
        if company.recovery_discharge:
            paid = settled.filtered(lambda case: case.outcome == "paid" and case._owes_nothing())
            paid._paid_by_money_alone()._write_discharges()

    def _owes_nothing(self):
        """Whether nothing is open, due or not: only then a discharge is true."""
        return self.currency_id.compare_amounts(self._in_the_ledger()[self][0], 0) <= 0

    def _with_standing_claims(self):
        """Those of these cases whose debtor still owes interest, an indemnity or a cost: shown, or invoiced and open in
        the ledger."""
        unpaid = ["&", ("state", "=", "invoiced"), ("invoice_id.amount_residual", "!=", 0)]
        claims = self._theirs("recovery.claim", "|", ("state", "=", "shown"), *unpaid)
        standing = {(claim.company_id, claim.partner_id) for claim in claims}
        return self.filtered(lambda case: (case.company_id, case.partner_id) in standing)

    def _ask_about_claims(self):
        """The principal is paid: invoice the rest or waive it. Asked once."""
        kind = self.env.ref("recovery_dunning.activity_type_claims")
        for case in self.filtered(lambda case: kind not in case.activity_ids.activity_type_id):
            case.with_context(mail_activity_quick_update=True).activity_schedule(
                "recovery_dunning.activity_type_claims",
                date_deadline=case.company_id._recovery_today(),
                summary=self.env._("The principal is paid: invoice what else is claimed, or waive it"),
                user_id=case._collector().id,
            )

    def _close(self, outcome, reason=None):
        """End these cases and say how; what is left open is not dunned any more.

        :raises UserError: something is overdue, and it is said to be paid, or no reason is given
        :raises AccessError: something is overdue, and no manager closes it
        """
        going_on = self.filtered(lambda case: case.phase != "closed")
        owing = going_on._owing()
        if owing:
            self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
            owing._check_entry(outcome)
            if not (reason or "").strip():
                raise UserError(self.env._("Say why the rest is given up: the reason goes into the record."))
        (going_on - owing)._check_told(outcome)
        owing._leave_in_peace()
        with acting():  # rights were checked above
            going_on.write({"phase": "closed", "outcome": outcome, "close_reason": reason})

    def _check_entry(self, outcome):
        """:raises UserError: it would say what the ledger does not"""
        if outcome not in BY_ENTRY:
            return
        label = dict(self._fields["outcome"]._description_selection(self.env))[outcome]
        raise UserError(
            self.env._(
                "%(amount)s are still overdue on %(case)s: “%(outcome)s” needs its entry in the ledger first. Register "
                "the payment, use the button Settle, or say how else it ended.",
                amount=self[0].currency_id.format(self[0].amount_overdue),
                case=self[0].name,
                outcome=label,
            )
        )

    def _check_told(self, outcome):
        """:raises UserError: nothing is overdue, and the ledger tells another end"""
        if outcome not in BY_ENTRY:
            return
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for case, told in self._likely_outcomes().items():
            if told != outcome:
                raise UserError(
                    self.env._(
                        "%(case)s did not end as “%(outcome)s”: what the ledger tells is “%(told)s”. Choose that one, "
                        "or correct the entries first.",
                        case=case.name,
                        outcome=labels[outcome],
                        told=labels[told],
                    )
                )

    def _owing(self):
        """Those on which something is overdue in the ledger, open credits deducted: what is only known to be on its way
        ends no case."""
        owed = self._in_the_ledger()
        return self.filtered(lambda case: case.currency_id.compare_amounts(owed[case][1], 0) > 0)

    def _in_the_ledger(self):
        """{case: (open, overdue) as the ledger has it, open credits deducted}"""
        owed = {}
        for company, cases in self.grouped("company_id").items():
            balances = cases.partner_id.with_company(company)._recovery_balances()
            owed |= {case: balances.get(case.partner_id.id, (0.0, 0.0)) for case in cases}
        return owed

    def _leave_in_peace(self):
        """A hold without an end on what stays open: a debt that was given up is not dunned by the next run."""
        reason = self.env.ref("recovery_dunning.hold_reason_closed")
        self.env["recovery.hold"].create(
            [
                {
                    "line_id": line.id,
                    "company_id": case.company_id.id,
                    "reason_id": reason.id,
                    "user_id": self.env.uid,
                    "date_from": case.company_id._recovery_today(),
                }
                for case in self
                for line in case._overdue_instalments()
            ]
        )

    @way_in(COLLECTOR, "write")
    def action_reopen(self):
        """It was closed too early: what was left in peace is followed again.

        :raises UserError: the debtor has another open case, or it was joined with another one
        """
        self.ensure_one()
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_user")
        if self.phase != "closed":
            return
        if self.outcome == "merged" or self._of(self.company_id, self.partner_id):
            raise UserError(self.env._("%s has another open case: go on with that one.", self.partner_id.display_name))
        reason = self.env.ref("recovery_dunning.hold_reason_closed")
        self._theirs("recovery.hold", ("reason_id", "=", reason.id), ("state", "=", "active")).action_end()
        self.phase = "formal_notice" if self.formal_notice_date else "amicable"

    def write(self, vals):
        """A closed case keeps its outcome and its figures; an open one has none.

        :raises UserError: a case with something overdue is closed without saying how
        :raises AccessError: it is closed so, and not by a manager
        """
        phase = vals.get("phase")
        closing = self.filtered(lambda case: case.phase != "closed") if phase == "closed" else self.browse()
        if closing and not vals.get("outcome"):
            closing._check_settled()
            for case, outcome in closing._likely_outcomes().items():
                case.sudo().outcome = outcome  # what the ledger says, whoever closes
        elif closing and not self.env.su and closing._owing():
            self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        if phase and phase != "closed":
            vals = {**dict.fromkeys(OF_AN_END, False), "duration": 0, **vals}
        result = super().write(vals)
        if closing:
            closing._conclude()
        return result

    def _check_settled(self):
        for case in self._owing()[:1]:
            raise UserError(
                self.env._(
                    "%(amount)s are still overdue on %(case)s: use the button Close, and say how it ended.",
                    amount=case.currency_id.format(case.amount_overdue),
                    case=case.name,
                )
            )

    def _log_phase(self, before):
        """The end says how it came."""
        ended = self.filtered(lambda case: case.phase == "closed")
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for case in ended:
            case._log("closing", lambda case: outcomes[case.outcome], result=case.close_reason or False)
        return super(RecoveryCase, self - ended)._log_phase(before)

    def _conclude(self):
        """The figures of the end, and the tasks that have become pointless."""
        self.activity_unlink(OF_THE_END)
        for case, result in self._results().items():
            days = (case.date_closed - case.date_opened).days if case.date_opened else 0
            case.sudo().write({"duration": days, **case._figures(result)})  # figures, whoever closes

    def _figures(self, result):
        return {
            "amount_recovered": self.currency_id.round(result.recovered),
            "amount_given_up": self.currency_id.round(
                result.waived + result.written_off + result.sold + max(self.amount_overdue, 0.0)
            ),
        }

    @way_in(COLLECTOR, "write")
    def action_close(self):
        """The dialog in which somebody says how these cases end."""
        return dialog(self.env._("Close the case"), "recovery.close.wizard", default_case_ids=self.ids)

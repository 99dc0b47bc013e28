"""How a case ends: when all is settled it closes by itself, otherwise a manager closes it and says why.

All is settled when nothing is overdue and no claim stands: interest, indemnity and costs that were shown are invoiced
and paid, or waived. A case whose principal alone is paid stays open, and its collector is asked what becomes of them.
"""

from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.facts import HANDED_OVER
from ..open_items.facts import SETTLED
from ..record.actions import dialog
from ..record.apart import each_apart
from .case import OF_THE_LADDER

OUTCOMES = [
    ("paid", "Paid"),
    ("partly", "Paid in part, the rest given up"),
    ("credited", "Credited"),
    ("waived", "Waived"),
    ("written_off", "Written off"),
    ("sold", "Sold"),
    ("uncollectable", "Uncollectable"),
    ("time_barred", "Time-barred"),
    ("given_up", "Given up"),
    ("merged", "Joined with another case"),
]
BY_ENTRY = ("paid", "credited", "waived", "written_off", "sold")  # the ledger tells these, nobody else
COLLECTOR = "recovery_dunning.group_recovery_user"
# tasks that have become pointless once the case has ended
OF_THE_END = [
    *OF_THE_LADDER,
    "recovery_dunning.activity_type_limitation",
    "recovery_dunning.activity_type_claims",
]

# what became of the debt while the case was open, in the currency of the company
Result = namedtuple("Result", "recovered credited waived written_off sold", defaults=(0.0, 0.0, 0.0, 0.0, 0.0))


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    date_opened = fields.Date(
        string="Opened on", readonly=True, copy=False, default=lambda self: self.env.company._recovery_today()
    )
    date_closed = fields.Date(string="Closed on", copy=False, readonly=True)
    outcome = fields.Selection(OUTCOMES, tracking=True, copy=False, readonly=True, help="How the case ended.")
    close_reason = fields.Char(string="Reason of the end", copy=False, readonly=True)
    duration = fields.Integer(
        string="Days open", readonly=True, copy=False, aggregator="avg", help="From its opening to its end."
    )
    amount_recovered = fields.Monetary(
        string="Recovered",
        readonly=True,
        copy=False,
        groups=COLLECTOR,
        help="What was paid late while the case was open.",
    )
    amount_given_up = fields.Monetary(
        string="Lost",
        readonly=True,
        copy=False,
        groups=COLLECTOR,
        help="Waived, written off, sold below its amount, or left open.",
    )
    amount_received = fields.Monetary(
        string="Received since it opened", compute="_compute_amount_received", compute_sudo=True, groups=COLLECTOR
    )

    def _compute_amount_received(self):
        results = self._results()
        for case in self:
            case.amount_received = results[case].recovered

    # ---- the end --------------------------------------------------------------------------------------------------

    @api.model
    def _close_settled(self, company):
        """Every day: close the cases of `company` on which nothing is overdue and no claim stands; ask what becomes of
        claims that stand alone.

        :returns: {case: why it had to be left}
        """
        open_cases = self.search(
            [
                *(("company_id", "=", company.id), ("phase", "not in", ("closed", *HANDED_OVER))),
                ("answered_on", "=", False),  # whoever has written is answered first
            ]
        )
        return each_apart(open_cases - open_cases._owing(), lambda cases: cases._close_paid(company))

    def _close_paid(self, company):
        claiming = self._with_standing_claims()
        claiming._ask_about_claims()
        settled = self - claiming
        for outcome, cases in settled.grouped(settled._likely_outcomes().get).items():
            cases._close(outcome)
        if company.recovery_discharge:
            settled.filtered(lambda case: case.outcome == "paid" and case._owes_nothing())._write_discharges()

    def _owes_nothing(self):
        """Whether nothing is open, due or not: only then a discharge is true."""
        return self.currency_id.compare_amounts(self.amount_open, 0) <= 0

    def _with_standing_claims(self):
        """Those of these cases whose debtor still owes interest, an indemnity or a cost: shown, or invoiced and not
        paid."""
        claims = self.env["recovery.claim"].search(
            [
                *(("company_id", "in", self.company_id.ids), ("partner_id", "in", self.partner_id.ids)),
                *("|", ("state", "=", "shown"), "&", ("state", "=", "invoiced")),
                ("invoice_id.payment_state", "not in", SETTLED),
            ]
        )
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

    def _likely_outcomes(self):
        """{case: how it has ended, as the ledger tells it}, for cases on which nothing is overdue."""
        return {case: case._outcome_of(result) for case, result in self._results().items()}

    def _outcome_of(self, result):
        lost = {"sold": result.sold, "written_off": result.written_off, "waived": result.waived}
        outcome = next((name for name, amount in lost.items() if not self.currency_id.is_zero(amount)), None)
        paid = not self.currency_id.is_zero(result.recovered)
        if outcome in (None, "sold"):
            return outcome or ("credited" if result.credited > 0 and not paid else "paid")
        return "partly" if paid else outcome

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
        owing._leave_in_peace()
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

    def _owing(self):
        """Those on which something is overdue, asked anew."""
        self.invalidate_recordset(["amount_open", "amount_overdue"])
        return self.filtered(lambda case: case.currency_id.compare_amounts(case.amount_overdue, 0) > 0)

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
        self.env["recovery.hold"].search(
            [
                *(("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)),
                *(("reason_id", "=", reason.id), ("state", "=", "active")),
            ]
        ).action_end()
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
                case.outcome = outcome
        elif closing and not self.env.su and closing._owing():
            self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        if phase and phase != "closed":
            vals = {"outcome": False, "close_reason": False, "date_closed": False, "duration": 0, **vals}
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
        results = self._results()
        for case in self:
            its = results[case]
            case.write(
                {
                    "duration": (case.date_closed - case.date_opened).days if case.date_opened else 0,
                    "amount_recovered": its.recovered,
                    "amount_given_up": its.waived + its.written_off + its.sold + max(case.amount_overdue, 0.0),
                }
            )

    def action_close(self):
        """The dialog in which somebody says how these cases end."""
        return dialog(self.env._("Close the case"), "recovery.close.wizard", default_case_ids=self.ids)

    # ---- what became of the debt ----------------------------------------------------------------------------------

    def _results(self):
        """{case: `Result`}: what reduced the debtor's instalments, past their due dates, while the case was open."""
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT rc.id,
                      CASE WHEN m.move_type != 'entry' THEN 'credited' ELSE COALESCE(s.kind, 'recovered') END,
                      SUM(part.amount)
                 FROM recovery_case rc
                 JOIN res_partner p ON p.commercial_partner_id = rc.partner_id
                 JOIN account_move_line l ON l.partner_id = p.id AND l.company_id = rc.company_id
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 JOIN account_partial_reconcile part ON part.debit_move_id = l.id
                 JOIN account_move_line c ON c.id = part.credit_move_id
                 JOIN account_move m ON m.id = c.move_id
            LEFT JOIN account_move_recovery_settlement_rel rel ON rel.account_move_id = m.id
            LEFT JOIN recovery_settlement s ON s.id = rel.recovery_settlement_id AND s.kind != 'credit_note'
                WHERE rc.id = ANY(%s) AND c.date >= rc.date_opened AND c.date > COALESCE(l.date_maturity, l.date)
                  AND (rc.date_closed IS NULL OR c.date <= rc.date_closed)
             GROUP BY 1, 2""",
            self.ids,
        )
        names = {"waiver": "waived", "write_off": "written_off", "sale": "sold"}
        found = {}
        for case_id, kind, amount in self.env.execute_query(query):
            found.setdefault(case_id, {})[names.get(kind, kind)] = amount
        self._count_prices(found)
        return {case: Result(**found.get(case.id, {})) for case in self}

    def _count_prices(self, found):
        """What a buyer paid for a debt is not lost."""
        sales = self.env["recovery.settlement"].search(
            [
                *(("company_id", "in", self.company_id.ids), ("partner_id", "in", self.partner_id.ids)),
                *(("kind", "=", "sale"), ("state", "=", "done"), ("price", ">", 0)),
            ]
        )
        for case in self.filtered(lambda case: found.get(case.id, {}).get("sold")):
            its = sales.filtered(
                lambda sale, case=case: (
                    sale.partner_id == case.partner_id
                    and sale.company_id == case.company_id
                    and case.date_opened <= sale.date <= (case.date_closed or sale.date)
                )
            )
            price = sum(s.currency_id._convert(s.price, case.currency_id, case.company_id, s.date) for s in its)
            result = found[case.id]
            result["sold"] -= price
            result["recovered"] = result.get("recovered", 0.0) + price

    def _write_discharges(self):
        """Print the discharge of each; one that cannot be printed stops no other, and becomes a task."""
        Letter = self.env["recovery.letter.maker"]
        for case in self:
            try:
                with self.env.cr.savepoint():
                    Letter._of([{"case_id": case.id, "kind": "discharge"}])._issue()
            except UserError as error:
                case.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=case.company_id._recovery_today(),
                    summary=self.env._("The discharge could not be printed"),
                    note=str(error),
                    user_id=case._collector().id,
                )

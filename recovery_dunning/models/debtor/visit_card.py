"""The visit card of a customer, for a sales rep: what he said, the last contact, the credit left, what to ask him."""

from collections import namedtuple
from decimal import Decimal
from textwrap import shorten

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine.credit_status import CreditStatus, Question, Words, question
from ...engine.facts import HANDED_OVER
from ..arrangement.promise import NOT_KEPT
from ..open_items.facts import DISPUTED
from ..record.actions import dialog
from ..record.way_in import STATUS, VIEWER, way_in

WORDS = 400  # letters of what was said: a card is read at a glance
CONTACT_KINDS = ("contact", "notice", "promise", "plan", "dispute")  # events that touch the debtor
BROKEN_DAYS = 90  # for how long a promise that was not kept is held against him on a visit

Said = namedtuple("Said", "promises disputes plans")  # of one debtor; of the promises, those open and those not kept


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_question = fields.Char(string="What to ask", compute="_compute_recovery_card", groups=STATUS)
    recovery_may_ask = fields.Boolean(
        compute="_compute_recovery_card",
        groups=STATUS,
        help="Not of a debtor who is insolvent, with an agency or in court: nobody asks him for a promise.",
    )
    recovery_visit_warning = fields.Char(
        string="Before a visit", compute="_compute_recovery_visit_warning", groups=STATUS, help="To a person's home."
    )
    recovery_words = fields.Text(
        string="What he says",
        compute="_compute_recovery_card",
        groups=STATUS,
        help="His promises, his payment plan, his disputes.",
    )
    recovery_last_contact = fields.Text(string="Last contact", compute="_compute_recovery_card", groups=STATUS)
    recovery_has_credit_limit = fields.Boolean(compute="_compute_recovery_credit_left", groups=STATUS)
    recovery_credit_left = fields.Monetary(
        string="Credit left",
        compute="_compute_recovery_credit_left",
        groups=STATUS,
        help="The credit limit less what he owes and what is still to be invoiced to him.",
    )

    @api.depends("recovery_status")
    @api.depends_context("company", "lang", "uid")
    def _compute_recovery_card(self):
        shown = self.env.company._recovery_shows_amounts()  # of a company of the user's: another is refused here
        partners = self.sudo()  # the words of a customer are for whoever reads him; ledger and case stay out of sight
        debtors = partners.recovery_debtor_id._origin
        standings, said = debtors._recovery_standings(), debtors._recovery_said()
        contacts = debtors._recovery_last_contacts()
        for partner, known in zip(self, partners, strict=True):
            debtor = known.recovery_debtor_id._origin
            standing = standings.get(debtor.id, CreditStatus())
            partner.recovery_words = debtor._recovery_words(said[debtor], shown) or False
            partner.recovery_question = debtor._recovery_sentence(standing, said[debtor], shown)
            partner.recovery_may_ask = not standing.insolvent and standing.phase not in HANDED_OVER
            partner.recovery_last_contact = contacts.get(debtor.id, False)

    @api.depends("recovery_class", "is_company")
    @api.depends_context("company", "lang")
    def _compute_recovery_visit_warning(self):
        """Of a private person: a visit to his home must not press him by its hour, its place or its insistence (C.
        conso L121-6), nobody enters against his will (C. pén. 226-4), and who lives with him is told nothing."""
        for partner, known in zip(self, self.sudo(), strict=True):  # what kind of customer he is, for who visits him
            is_private = known.recovery_debtor_id._recovery_kind() == "consumer"
            partner.recovery_visit_warning = is_private and self.env._(
                "A private person: do not go in uninvited, leave when asked to, tell nothing to those who live with "
                "him, and do not insist (art. L121-6 of the consumer code, 226-4 of the penal code)."
            )

    @api.depends_context("company", "uid")
    def _compute_recovery_credit_left(self):
        """What he may still buy on credit, where the company works with credit limits and he has one."""
        company = self.env.company
        limited = company.account_use_credit_limit and company._recovery_shows_amounts()
        for partner, known in zip(self, self.sudo(), strict=True):  # credit and its limit are for accountants elsewhere
            debtor = known.commercial_partner_id
            has_limit = bool(limited and debtor.credit_limit)
            partner.recovery_has_credit_limit = has_limit
            used = debtor.credit + debtor.credit_to_invoice if has_limit else 0.0
            partner.recovery_credit_left = debtor.credit_limit - used if has_limit else 0.0

    # ---- what he has said -------------------------------------------------------------------------------------------

    def _recovery_said(self):
        """{debtor: `Said`}, in the current company: what these debtors have said that still matters."""
        company = self.env.company
        theirs = [("partner_id", "in", self.ids), ("company_id", "=", company.id)]
        since = fields.Date.subtract(company._recovery_today(), days=BROKEN_DAYS)
        standing = ["|", ("state", "=", "open"), "&", ("state", "in", NOT_KEPT), ("date", ">=", since)]
        Promise, Dispute, Plan = (self.env[f"recovery.{name}"] for name in ("promise", "dispute", "plan"))
        promises = Promise.search([*theirs, *standing], order="date, id")
        promises = promises.filtered(lambda promise: promise.state == "open" or promise._residual() > 0)
        promises = promises.grouped("partner_id")
        disputes = Dispute.search([*theirs, ("state", "in", DISPUTED)]).grouped("partner_id")
        plans = Plan.search([*theirs, ("state", "=", "active")]).grouped("partner_id")
        return {
            debtor: Said(promises.get(debtor, Promise), disputes.get(debtor, Dispute), plans.get(debtor, Plan))
            for debtor in self
        }

    def _recovery_words(self, said, shown):
        """What he says, a line each; without amounts unless they are `shown`."""
        lines = []
        for promise in said.promises:
            day = format_date(self.env, promise.date)
            if promise.state != "open":
                lines.append(self.env._("Promise for %s not kept", day))
            else:
                lines.append(promise.display_name if shown else self.env._("Promised to pay on %s", day))
        for dispute in said.disputes:
            name = dispute.display_name if shown else dispute.type_id.name
            day = format_date(self.env, dispute.sla_date)
            lines.append(self.env._("Contests: %(what)s, answer due on %(day)s", what=name, day=day))
        for plan in said.plans:
            day = format_date(self.env, plan.next_date)
            amount = plan.currency_id.format(plan.next_amount) if shown else ""
            lines.append(self.env._("Payment plan, next payment: %s", " – ".join(filter(None, [day, amount]))))
        return "\n".join(lines)

    def _recovery_sentence(self, standing, said, shown):
        """The one thing to ask for, in words. A profile has its own way of asking; what he has said comes before it."""
        self.ensure_one()
        company = self.env.company
        today = company._recovery_today()
        promised = said.promises.filtered(lambda promise: promise.state == "open")
        broken = (said.promises - promised)[-1:]
        plan = said.plans[:1]
        words = Words(
            promised_for=promised[:1].date or None,
            promised=self._recovery_sum(promised, "amount", today),
            broke_promise=bool(broken),
            disputed=self._recovery_sum(said.disputes, "amount", today),
            planned=self._recovery_sum(said.plans, "amount_left", today),
        )
        asked = question(standing, words, today)
        if asked in (Question.ASK_FOR_A_DAY, Question.ASK_WHETHER_ARRIVED):
            own_way = self.with_company(company).recovery_profile_id.question
            if own_way:
                return own_way
        amount, day = company.currency_id.format(float(standing.overdue)), None
        if asked in (Question.THANK, Question.TRANSFER_LEFT):
            amount, day = promised[:1].currency_id.format(promised[:1].amount), promised[:1].date
        elif asked is Question.NEXT_PAYMENT:
            amount, day = plan.currency_id.format(plan.next_amount), plan.next_date
        elif asked is Question.ASK_FOR_THE_REST:
            amount = company.currency_id.format(float(standing.overdue - words.covered))
        elif asked is Question.PAY_NOW:
            day = broken.date
        if not shown:
            amount = self.env._("the rest") if asked is Question.ASK_FOR_THE_REST else self.env._("what he owes")
        return self._recovery_asking(asked, amount, format_date(self.env, day))

    def _recovery_sum(self, records, name, today):
        """The sum of an amount of these records, in the currency of the current company."""
        company = self.env.company
        amounts = (record.currency_id._convert(record[name], company.currency_id, company, today) for record in records)
        return Decimal(repr(float(sum(amounts))))

    def _recovery_asking(self, asked, what, day):
        """The words of a question; `what` is an amount, or says that there is one."""
        return {
            Question.NOTHING: self.env._("He owes nothing that is due: speak of business."),
            Question.STAY_AWAY: self.env._("Ask for nothing: he is in insolvency proceedings. Sell for cash only."),
            Question.SEND_TO_AGENCY: self.env._("Do not speak of the debt: the agency does. If he pays, call us."),
            Question.SEND_TO_COURT: self.env._("Do not speak of the debt: it is in court. If he pays, call us."),
            Question.LISTEN: self.env._("He contests all that is overdue: listen, write it down, ask for nothing."),
            Question.THANK: self.env._(
                "Promised %(what)s for %(day)s: ask for nothing, thank him.", what=what, day=day
            ),
            Question.TRANSFER_LEFT: self.env._(
                "Promised %(what)s for %(day)s: ask whether the transfer has left.", what=what, day=day
            ),
            Question.NEXT_PAYMENT: self.env._(
                "He keeps to his plan, next %(what)s on %(day)s: ask for nothing more.", what=what, day=day
            ),
            Question.ASK_FOR_THE_REST: self.env._("Ask when he pays %s: of that he has said nothing yet.", what),
            Question.PAY_NOW: self.env._(
                "He promised for %(day)s and did not pay: ask for %(what)s now, no new date.", what=what, day=day
            ),
            Question.PAY_TODAY: self.env._("Formal notice was given: ask for %s today, by transfer or cheque.", what),
            Question.PAY_BEFORE_ORDER: self.env._("Take no order before he has paid: ask for %s now.", what),
            Question.ASK_FOR_A_DAY: self.env._("Ask on which day he pays %s, and write down his promise.", what),
            Question.ASK_WHETHER_ARRIVED: self.env._("Ask whether the invoices arrived, and when he pays %s.", what),
        }[asked]

    # ---- the last contact -------------------------------------------------------------------------------------------

    def _recovery_last_contacts(self):
        """{debtor id: when and how he was last spoken with or written to, and what was said}, of the current company.
        What the office keeps for itself (`is_private`) is not among it, and what was said is left out where amounts
        are hidden."""
        if not self.ids:
            return {}
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT DISTINCT ON (c.partner_id) e.id
                 FROM recovery_event e JOIN recovery_case c ON c.id = e.case_id
                WHERE c.company_id = %s AND c.partner_id IN %s AND e.kind IN %s AND e.is_private IS NOT TRUE
             ORDER BY c.partner_id, e.id DESC""",
            self.env.company.id,
            tuple(self.ids),
            CONTACT_KINDS,
        )
        events = self.env["recovery.event"].browse(event_id for (event_id,) in self.env.execute_query(query))
        return {event.case_id.partner_id.id: self._recovery_contact(event) for event in events}

    def _recovery_contact(self, event):
        day = format_date(self.env, fields.Datetime.context_timestamp(event, event.date).date())
        kind = event._fields["channel" if event.channel else "kind"]._description_selection(self.env)
        author = event.author_id.name if event.author_id._is_internal() and event.author_id.active else None
        head = " · ".join(filter(None, [day, dict(kind)[event.channel or event.kind], author]))
        if not self.env.company._recovery_shows_amounts():
            return head
        words = event.result if event.kind != "notice" else None  # a notice lists instalments: they are the ledger's
        return "\n".join(filter(None, [head, event.summary, words and shorten(words, WORDS, placeholder=" …")]))

    # ---- what he can do with it -------------------------------------------------------------------------------------

    @way_in(STATUS, "read")
    def action_recovery_card(self):
        """Open the visit card of the customer."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_card"),
            "res_id": self.recovery_debtor_id.id,
        }

    @way_in(VIEWER, "read")
    def action_recovery_promise(self):
        """The customer promises to pay: two taps."""
        return self._recovery_word("promise", self.env._("He promises to pay"))

    @way_in(VIEWER, "read")
    def action_recovery_dispute(self):
        """The customer contests."""
        return self._recovery_word("dispute", self.env._("He contests"))

    def _recovery_word(self, kind, name):
        action = self.action_recovery_word()
        return {**action, "name": name, "context": {**action["context"], "default_kind": kind}}

    @way_in(VIEWER, "read")
    def action_recovery_visit(self):
        """Report a visit, and the money that he brought back."""
        self.ensure_one()
        of_debtor = {"default_partner_id": self.recovery_debtor_id.id, "default_case_id": self.recovery_case_id.id}
        return dialog(self.env._("Visit"), "recovery.visit.wizard", **of_debtor)

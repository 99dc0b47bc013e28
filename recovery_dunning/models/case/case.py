"""A case (dossier): everything open with one debtor in one company, and the record of what was done."""

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ...engine.facts import HANDED_OVER
from ..dialog import open_dialog
from ..record.event import GENESIS

PHASES = [
    ("amicable", "Amicable"),
    ("formal_notice", "Formal notice"),
    ("agency", "Agency"),
    ("legal", "Court"),
    ("closed", "Closed"),
]
OF_THE_LADDER = [
    "recovery_dunning.activity_type_call",
    "recovery_dunning.activity_type_registered_letter",
    "recovery_dunning.activity_type_handover",
]


class RecoveryCase(models.Model):
    _name = "recovery.case"
    _description = "Recovery Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, index=True, ondelete="restrict")
    phase = fields.Selection(
        PHASES,
        required=True,
        default="amicable",
        tracking=True,
        copy=False,
        help="The ladder stands still while the case is with an agency or in court.",
    )
    user_id = fields.Many2one("res.users", string="Collector", tracking=True, domain="[('share', '=', False)]")
    formal_notice_date = fields.Date(tracking=True, copy=False, readonly=True)
    notice_ids = fields.One2many("recovery.notice", "case_id", string="Notices", readonly=True)
    event_ids = fields.One2many("recovery.event", "case_id", string="Events", readonly=True)
    event_head = fields.Char(
        copy=False, groups=fields.NO_ACCESS, help="SHA-256 of the last event: a missing one shows."
    )
    amount_overdue = fields.Monetary(compute="_compute_amounts", compute_sudo=True)
    amount_open = fields.Monetary(compute="_compute_amounts", compute_sudo=True)
    chain_state = fields.Selection(
        [("intact", "Intact"), ("broken", "Changed")], string="Record", compute="_compute_chain_state"
    )

    _one_open_case = models.UniqueIndex(
        "(company_id, partner_id) WHERE phase != 'closed'", "This debtor already has an open case in this company."
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("tz", "uid")
    def _compute_amounts(self):
        """Open and overdue balance of the debtor in the company, in the company's currency, credits deducted; 0 for
        whom the company hides amounts from."""
        for company, cases in self.grouped("company_id").items():
            balances = cases.partner_id.with_company(company)._recovery_balances()
            shown = company._recovery_shows_amounts()
            for case in cases:
                balance = balances.get(case.partner_id.id) if shown else None
                case.amount_open, case.amount_overdue = balance or (0.0, 0.0)

    def _compute_chain_state(self):
        for case in self:
            case.chain_state = "broken" if case._broken_events() is not None else "intact"

    def _broken_events(self):
        """The events from which on the chain does not hold (empty when only the end is missing), or None
        when every event is as it was written."""
        self.ensure_one()
        previous = GENESIS
        events = self.sudo().event_ids.sorted("id")  # checked whole, whatever the reader may see
        for number, event in enumerate(events):
            if event.previous_sha256 != previous or not event._is_intact():
                return events[number:]
            previous = event.sha256
        head = self.sudo().event_head  # compared, not shown
        return None if previous == (head or GENESIS) else events.browse()

    @api.model_create_multi
    def create(self, vals_list):
        sequences = {}  # of the companies, looked for once
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company_id = vals.get("company_id") or self.env.company.id
                if company_id not in sequences:
                    sequences[company_id] = self._sequence(company_id)
                vals["name"] = sequences[company_id].next_by_id() if sequences[company_id] else "/"
        cases = super().create(vals_list)
        cases._log("opening", lambda case: self.env._("Case opened"))
        return cases

    def _sequence(self, company_id):
        """What numbers the cases of a company: its own sequence, otherwise the shared one."""
        domain = [("code", "=", self._name), ("company_id", "in", (company_id, False))]
        return self.env["ir.sequence"].sudo().search(domain, order="company_id", limit=1)  # a number

    def write(self, vals):
        """A change of phase is an event; a closed case keeps the day of its end."""
        self._check_phase(vals.get("phase"))
        before = {case: case.phase for case in self}
        if vals.get("phase") == "closed":
            vals = {"date_closed": self.company_id[:1]._recovery_today(), **vals}
        result = super().write(vals)
        if "phase" in vals:
            self.filtered(lambda case: before[case] != case.phase)._log_phase(before)
        if vals.get("phase") in HANDED_OVER:  # the ladder stands still, and its tasks are pointless
            self.sudo().activity_unlink(OF_THE_LADDER)  # whose ever they are: nobody calls for an agency or a court
        return result

    def _check_phase(self, phase):
        """Whether these cases may get there; without a phase, nothing of the kind is written.

        :raises UserError: they may not
        """

    def _log_phase(self, before):
        """Say in the record that the phase changed; `before`: {case: phase}."""
        labels = dict(self._fields["phase"]._description_selection(self.env))
        self._log(
            "phase",
            lambda case: self.env._(
                "From %(before)s to %(after)s", before=labels[before[case]], after=labels[case.phase]
            ),
        )

    def _contact_budget(self):
        """(contacts of the last 30 days, how many the procedure of the debtor allows; 0 where it sets no limit)"""
        self.ensure_one()
        company = self.company_id
        book = self.env["recovery.open.items"]._debtors(company, company._recovery_today(), partners=self.partner_id)
        debtor = next(book)[0]
        limits = {i.procedure.max_contacts for i in debtor.instalments if i.procedure and i.procedure.max_contacts}
        return debtor.contacts, min(limits, default=0)

    def action_contact(self):
        """Record a call, a visit, a letter: the dialog says first what speaks against it."""
        self.ensure_one()
        values = {"default_case_id": self.id, "default_contact_id": self._spoken_with().id}
        return open_dialog("recovery.contact.wizard", self.env._("Contact"), **values, dialog_size="extra-large")

    def _spoken_with(self):
        """Who is named first at the debtor's, if he can be called, otherwise the debtor himself."""
        people = self.partner_id.sudo().recovery_contact_ids.contact_id  # whom to call, for whoever calls
        return people.filtered("phone")[:1] or self.partner_id

    def _message_post_after_hook(self, message, msg_values):
        """A mail that a person writes to the debtor from the case, and the debtor's answer, are contacts."""
        family = message.partner_ids.filtered(lambda p: p.commercial_partner_id == self.partner_id)
        sent = message.message_type == "comment" and not message.is_internal and family
        received = message.message_type == "email" and message.author_id.commercial_partner_id == self.partner_id
        if sent or received:
            # what a machine answered is noted, and is no contact
            kind = "note" if received and self.env.context.get("recovery_automatic") else "contact"
            self.sudo()._log(  # a mail that comes in has no user with rights; the author of what goes out stays himself
                kind,
                lambda case: message.subject or case.env._("Mail"),
                direction="in" if received else "out",
                channel="email",
                contact=message.email_from if received else ", ".join(family.mapped("email_formatted")),
                result=html2plaintext(message.body or "") or False,
            )
        return super()._message_post_after_hook(message, msg_values)

    def _log(self, kind, summary, **values):
        """Append one event of `kind` to each case; `summary` is a function of the case."""
        return self.env["recovery.event"].create(
            [{"case_id": case.id, "kind": kind, "summary": summary(case), **values} for case in self]
        )

    @api.model
    def _of(self, companies, partners):
        """The open cases of these debtors (commercial partners) in these companies: one of each at most in each."""
        return self.search(
            [("company_id", "in", companies.ids), ("partner_id", "in", partners.ids), ("phase", "!=", "closed")]
        )

    @api.model
    def _open_for(self, company, partners, overdue):
        """The open case of each of `partners` in `company`: {partner id: case}. Those of them who are `overdue`
        get one where there is none."""
        cases = self._of(company, partners)
        missing = overdue - cases.partner_id
        cases += self.with_context(tracking_disable=True, mail_create_nosubscribe=True).create(
            [self._prepare_case(company, partner) for partner in missing]
        )
        return {case.partner_id.id: case for case in cases}

    def _prepare_case(self, company, partner):
        return {
            "company_id": company.id,
            "partner_id": partner.id,
            "user_id": (partner.with_company(company).recovery_user_id or company.recovery_user_id).id,
        }

    def _raise_to_formal_notice(self, date):
        """A formal notice left on `date`: the first one dates the case."""
        self.filtered(lambda case: not case.formal_notice_date).formal_notice_date = date
        self.filtered(lambda case: case.phase == "amicable").phase = "formal_notice"

    def _review_formal_notice(self):
        """After an undo: the case is in the phase of the notices that still stand."""
        for case in self:
            formal = case.notice_ids.filtered(lambda n: n.state == "sent" and n.level_id.phase == "formal_notice")
            case.formal_notice_date = min((notice._formal_date() for notice in formal), default=False)
            if not formal and case.phase == "formal_notice":
                case.phase = "amicable"

    def action_promise(self):
        """Write down a promise on what is overdue."""
        return self.env["recovery.promise"]._action_new(self._overdue_instalments(), self.env._("Promise to pay"))

    def action_plan(self):
        """Agree on a payment plan for what is overdue."""
        return self.env["recovery.plan"]._action_propose(self._overdue_instalments())

    def action_dispute(self):
        """Write down what the debtor contests of what is overdue."""
        return self.env["recovery.dispute"]._action_new(self._overdue_instalments(), self.env._("Dispute"))

    def _overdue_instalments(self):
        self.ensure_one()
        domain = self.action_open_instalments()["domain"]
        lines = self.env["account.move.line"].search(domain, order="date_maturity, id")
        today = self.company_id._recovery_today()
        return lines.filtered(lambda line: line.amount_residual > 0 and line.date_maturity < today) or lines

    def action_open_instalments(self):
        self.ensure_one()
        return self._debtor().action_recovery_instalments()

"""A case (dossier): everything open with one debtor in one company, and the record of what was done."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.facts import HANDED_OVER
from ..open_items.cover import Balance
from ..record.event import GENESIS
from ..record.way_in import acting

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
    amount_covered = fields.Monetary(
        string="Covered",
        compute="_compute_amounts",
        compute_sudo=True,
        help="What of it money covers that is known of and not matched: it is asked for no more.",
    )
    cover_note = fields.Char(string="Covered by", compute="_compute_amounts", compute_sudo=True)
    chain_state = fields.Selection(
        [("intact", "Intact"), ("broken", "Changed")], string="Record", compute="_compute_chain_state"
    )

    _one_open_case = models.UniqueIndex(
        "(company_id, partner_id) WHERE phase != 'closed'", "This debtor already has an open case in this company."
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("tz", "uid")
    def _compute_amounts(self):
        """Open and overdue balance of the debtor in the company, in the company's currency, less what money covers
        (rule 11); 0 for whom the company hides amounts from."""
        nothing = Balance(0.0, 0.0, 0.0, 0.0, "", None)
        for company, cases in self.grouped("company_id").items():
            balances = self.env["recovery.open.items"]._balances(company, tuple(cases.partner_id.ids))
            shown = company._recovery_shows_amounts()
            for case in cases:
                balance = (balances.get(case.partner_id.id) if shown else None) or nothing
                case.amount_open = balance.open - balance.covered
                case.amount_overdue = balance.overdue - balance.covered_overdue
                case.amount_covered, case.cover_note = balance.covered, balance.names

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
        unnamed = defaultdict(list)
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                unnamed[vals.get("company_id") or self.env.company.id].append(vals)
        for company_id, of_company in unnamed.items():
            for vals, name in zip(of_company, self._numbers(company_id, len(of_company)), strict=True):
                vals["name"] = name
        cases = super().create(vals_list)
        cases._log("opening", lambda case: self.env._("Case opened"))
        return cases

    def _numbers(self, company_id, count):
        """The next so many numbers of a company's cases; "/" where nothing numbers them."""
        sequence = self._sequence(company_id)
        if not sequence:
            return ["/"] * count
        if count == 1 or sequence.use_date_range or sequence.implementation != "standard":
            return [sequence.next_by_id() for _ in range(count)]
        drawn = SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"ir_sequence_{sequence.id:03d}", count)
        before, after = sequence._get_prefix_suffix()
        return [f"{before}{number:0{sequence.padding}d}{after}" for (number,) in self.env.execute_query(drawn)]

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

    def _log(self, kind, summary, **values):
        """Append one event of `kind` to each case; `summary` is a function of the case."""
        rows = [{"case_id": case.id, "kind": kind, "summary": summary(case), **values} for case in self]
        # nobody writes events by hand; the author stays himself
        return self.env["recovery.event"].sudo().create(rows).with_env(self.env)

    @api.model
    def _assign(self, tasks):
        """Give these tasks, each with its `case`, `user`, `summary`, `note` and `deadline` (today where there is none);
        nobody gets a mail about it. Returns them in their order."""
        kind, model_id = self.env.ref("mail.mail_activity_data_todo"), self.env["ir.model"]._get_id(self._name)
        # a visitor of the page gives no task in his own name
        activities = self._as_the_firm().env["mail.activity"].with_context(mail_activity_quick_update=True)
        return activities.create(
            [
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "summary": task["summary"],
                    "note": task["note"],
                    "date_deadline": task["deadline"] or task["case"].company_id._recovery_today(),
                    "res_model_id": model_id,
                    "res_id": task["case"].id,
                    "user_id": task["user"].id,
                }
                for task in tasks
            ]
        )

    def _their_domain(self):
        """What concerns the debtors of these cases in their companies, whichever case was open."""
        return [("company_id", "in", self.company_id.ids), ("partner_id", "in", self.partner_id.ids)]

    def _theirs(self, model, *domain, **options):
        """The records of `model` that concern these debtors; `options` are those of `search`."""
        return self.env[model].search([*self._their_domain(), *domain], **options)

    @api.model
    def _of(self, companies, partners):
        """The open cases of these debtors (commercial partners) in these companies: one of each at most in each."""
        return self.search(
            [("company_id", "in", companies.ids), ("partner_id", "in", partners.ids), ("phase", "!=", "closed")]
        )

    @api.model
    def _case_of(self, company, debtor):
        """The open case of `debtor` in `company`; it opens where there is none."""
        return self._open_for(company, debtor, overdue=debtor)[debtor.id]

    @api.model
    def _open_for(self, company, partners, overdue):
        """The open case of each of `partners` in `company`: {partner id: case}. Those of them who are `overdue`
        get one where there is none."""
        cases = self._of(company, partners)
        missing = overdue - cases.partner_id
        opening = self.sudo().with_context(tracking_disable=True, mail_create_nosubscribe=True)  # whoever listens
        new = opening.create([self._prepare_case(company, partner) for partner in missing])
        cases += new.with_env(cases.env)
        return {case.partner_id.id: case for case in cases}

    @api.model
    def _last_ended(self, company, partners):
        """{partner id: the last case}, of those of `partners` who have had one in `company` and have no open one."""
        theirs = [("company_id", "=", company.id), ("partner_id", "in", partners.ids)]
        last = {case.partner_id.id: case for case in self.search(theirs, order="id")}
        return {
            partner_id: case
            for partner_id, case in last.items()
            if case.phase == "closed" and not self._of(company, case.partner_id)
        }

    def _prepare_case(self, company, partner):
        return {
            "company_id": company.id,
            "partner_id": partner.id,
            "user_id": company._recovery_collector(partner.with_company(company).recovery_user_id).id,
        }

    def _raise_to_formal_notice(self, date):
        """A formal notice left on `date`: the first one dates the case."""
        self.filtered(lambda case: not case.formal_notice_date).sudo().formal_notice_date = date  # of what left
        self.filtered(lambda case: case.phase == "amicable").phase = "formal_notice"

    @acting()
    def _review_formal_notice(self):
        """After an undo: the case is in the phase of the notices that still stand."""
        for case in self:
            formal = case.notice_ids.filtered(lambda notice: notice._is_formal())
            case.formal_notice_date = min((notice._formal_date() for notice in formal), default=False)
            if not formal and case.phase == "formal_notice":
                case.phase = "amicable"

"""A promise to pay: what the debtor said, which instalments it leaves in peace until when, and whether he kept it."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext

from ...engine import channels, ending
from ...engine.cover import Source
from ...engine.ending import Ending
from ...engine.place import add_bank_days
from ..record.actions import dialog
from ..record.apart import each_apart
from ..record.way_in import COLLECTOR, VIEWER, way_in
from ..record.words import named

STATES = [
    ("open", "Waiting for payment"),
    ("kept", "Kept"),
    ("partial", "Kept in part"),
    ("broken", "Broken"),
    ("superseded", "Replaced"),
    ("cancelled", "Cancelled"),
]
NOT_KEPT = ("broken", "partial")
COUNTED = ("open", "superseded", *NOT_KEPT)  # against the next one: who puts off his day again and again keeps none
COUNTED_DAYS = 365  # for how long a promise that was not kept speaks against the next one
FLOAT_DAYS = 31  # what a transfer may take at the very most
MOST_DAYS = 366  # no more of them are counted
UNKNOWN = Decimal("Infinity")  # money of which nobody knows yet what it is worth
REVIEWED_DAYS = 400  # for how long a verdict is looked at again: a direct debit can be taken back for 13 months


class RecoveryPromise(models.Model):
    _name = "recovery.promise"
    _description = "Promise to Pay"
    _inherit = "recovery.arrangement"
    _order = "date desc, id desc"

    line_ids = fields.Many2many(relation="recovery_promise_line_rel", column1="promise_id", column2="line_id")
    amount = fields.Monetary(required=True, help="What the debtor promised to pay.")
    date = fields.Date(string="Promised for", required=True, help="The day on which he said he would pay.")
    float_days = fields.Integer(
        string="Bank days of float", default=2, required=True, help="What a transfer may take to arrive."
    )
    date_until = fields.Date(
        string="Waits until",
        compute="_compute_date_until",
        store=True,
        help="The last day of waiting: the promised day and the bank days of float after it.",
    )
    made_by = fields.Many2one("res.partner", string="Promised by", ondelete="restrict", help="Who said it.")
    channel = fields.Selection(channels.RECORDED, required=True, default=channels.PHONE)
    note = fields.Text(string="What was said")
    by_amount = fields.Boolean(
        string="By its amount", readonly=True, copy=False, help="Only the amount is waited for: the rest is dunned."
    )
    confirm = fields.Boolean(string="Send a confirmation", help="A mail to the debtor that says what was agreed.")
    state = fields.Selection(STATES, required=True, default="open", readonly=True, copy=False)
    is_dropped = fields.Boolean(readonly=True, copy=False, help="Cancelled because it was no longer asked for.")

    _to_judge = models.Index("(company_id, date_until) WHERE state = 'open'")
    _float_positive = models.Constraint("CHECK (float_days >= 0)", "The bank days of float cannot be negative.")

    @api.depends("partner_id", "date", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(amount)s promised for %(day)s",
                amount=promise.currency_id.format(promise.amount),
                day=format_date(self.env, promise.date),
            )

    @api.depends("date", "float_days", "partner_id", "company_id")
    def _compute_date_until(self):
        """Bank days at the company's bank: where it is, that is where the money arrives."""
        for promise in self:
            place = promise.company_id.partner_id._recovery_place(promise.company_id)
            promise.date_until = promise.date and add_bank_days(promise.date, min(promise.float_days, MOST_DAYS), place)

    @api.model_create_multi
    def create(self, vals_list):
        """A newer promise on an instalment takes the place of the one before.

        :raises ValidationError: it is made for a day that has passed or is too far away, or for more than is open
        :raises UserError: the debtor has too many that are open or were not kept, and no manager makes it
        """
        promises = super().create(vals_list)
        for promise in promises:
            promise._check_amount(promise.amount, promise.amount_open)
            promise._check_date()
            promise._supersede()
            promise._check_limit()
        promises._record("promise", lambda promise: promise.display_name, result=lambda promise: promise.note or False)
        for promise in promises.filtered(lambda promise: promise.channel in channels.IN_WRITING):
            # whoever asks for time in writing owns that he owes it (Cass. 1re civ. 11/03/2020 n° 19-11.309)
            asked = self.env._("He asks for time: %s", promise.display_name)
            promise._log_recognition(asked, promise.channel, [promise.note] if promise.note else [])
        for promise in promises.filtered("confirm"):
            promise._mail("mail_template_promise", "promise")
        return promises

    @api.model
    def _give(self, company, partner, amount, date, **values):
        """The promise of an amount: on the oldest of what is overdue."""
        lines = self._oldest_first(company, partner.recovery_debtor_id, amount)
        values = {"made_by": partner.id, "amount": amount, "date": date, **values}
        return self.create({**self._prepare_for(lines), "partner_id": partner.id, **values})

    def _check_date(self):
        """:raises ValidationError: the day has passed, or is further away than the company accepts"""
        today, days = self.company_id._recovery_today(), self.company_id.recovery_promise_days
        if self.date < today:
            raise ValidationError(self.env._("The promised day has passed already: choose a later one."))
        last = fields.Date.add(today, days=days)
        if days and (self.date > last or self.date_until > fields.Date.add(last, days=FLOAT_DAYS)):
            raise ValidationError(
                self.env._(
                    "A promise is made for %(days)s days ahead at most, until %(day)s: choose an earlier day, or agree "
                    "on a payment plan.",
                    days=days,
                    day=format_date(self.env, last),
                )
            )

    def _check_limit(self):
        """:raises UserError: the debtor has too many, and whoever writes this one down is no manager"""
        limit = self.company_id.recovery_promise_limit
        if not limit or self.env.user.has_group("recovery_dunning.group_recovery_manager"):
            return
        since = fields.Date.subtract(self.company_id._recovery_today(), days=COUNTED_DAYS)
        of_debtor = [("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)]
        counted = [*of_debtor, ("id", "!=", self.id), ("state", "in", COUNTED), ("date", ">=", since)]
        standing = self.sudo().search_count(counted)  # counted, not shown
        if standing >= limit:
            raise UserError(
                self.env._(
                    "%(debtor)s has %(count)s promises already that are open, were replaced or not kept: one more "
                    "needs the agreement of a recovery manager.",
                    debtor=self.partner_id.display_name,
                    count=standing,
                )
            )

    def _others(self):
        """The other promises on its instalments."""
        return self.search([("company_id", "=", self.company_id.id), ("line_ids", "in", self.line_ids.ids)]) - self

    def _supersede(self):
        older = self._others().filtered(lambda promise: promise.state == "open" and promise.id < self.id)
        older._become("superseded")

    def _newer(self):
        """The promises that were made on its instalments after it, and stand."""
        return self._others().filtered(lambda promise: promise.id > self.id and promise.state != "cancelled")

    @way_in(COLLECTOR, "write")
    def action_cancel(self):
        """The promise was written down by mistake: it suspends nothing any more."""
        promises = self.filtered(lambda promise: promise.state == "open")
        promises._become("cancelled")
        promises._record(
            "promise", lambda promise: self.env._("Cancelled: %s", promise.display_name), direction="internal"
        )

    @api.depends("amount_open", "line_ids.amount_residual_currency", "line_ids.parent_state", "date_until")
    def _compute_amount_received(self):
        """The money that came in until the last day of waiting, by the day of the payment: one that is matched later
        counts, one that was made later does not, and neither does one that was taken back."""
        for promise, parts in self._parts_since().items():
            received = ending.total(parts, Ending.MONEY, until=promise.date_until)
            promise.amount_received = float(max(received, ending.ZERO))

    @api.model
    def _judge(self, company):
        """The verdict on the promises of `company`: kept as soon as the money is there, otherwise once the day and its
        float have passed. A broken one lets the ladder go on at once, and tells the collector. A verdict is looked at
        again: a payment may be matched late, or be taken back.

        :returns: {promise: why it had to be left}
        """
        today = company._recovery_today()
        since = fields.Date.subtract(today, days=REVIEWED_DAYS)
        given = Domain("state", "in", ("open", "kept", *NOT_KEPT)) | Domain("is_dropped", "=", True)
        looked_at = Domain("state", "=", "open") | Domain("date_until", ">=", since)
        promises = self.search(Domain("company_id", "=", company.id) & given & looked_at)
        return each_apart(promises, lambda promises: promises._judge_at(today))

    def _judge_at(self, today):
        since = self._parts_since()
        for promise, verdict in self._verdicts(since, today).items():
            if promise.is_dropped and verdict == "open" and promise._newer():
                verdict = "superseded"
            if verdict != promise.state:
                promise._conclude(verdict, since[promise])

    def _verdicts(self, since, today):
        """{promise: how it stands}, as its states are called; none is broken while its money may be there."""
        verdicts = {promise: promise._verdict(parts, today) for promise, parts in since.items()}
        doubted = self.filtered(lambda promise: verdicts[promise] in NOT_KEPT)
        for promise in doubted.filtered(lambda promise: promise._is_put_off(today)):
            verdicts[promise] = "open"
            doubted -= promise
        for promise, coming in doubted._coming().items():
            verdicts[promise] = promise._verdict(since[promise], today, coming)
        return verdicts

    def _verdict(self, parts, today, coming=ending.ZERO):
        said = ending.Promised(self._decimal(self.amount), self._decimal(self.amount_open), self.date_until)
        verdict = ending.verdict(said, parts, today, coming)
        return "cancelled" if verdict == "dropped" else verdict

    def _coming(self):
        """{promise: what other money covers of its instalments that may have been there in time}; without limit where
        somebody has to decide on it first."""
        covered = self.env["recovery.open.items"]._covered(self.line_ids)
        coming = {}
        for promise in self:
            its = [covered[line] for line in promise.line_ids]
            parts = [part for one in its for part in one.parts if promise._may_count(part)]
            undecided = parts and any(one.undecided for one in its)
            coming[promise] = UNKNOWN if undecided else sum((part.amount for part in parts), ending.ZERO)
        return coming

    def _may_count(self, part):
        """Whether this cover is money that may have come in time, and is not counted as received already."""
        registered = part.money.source is Source.PAYMENT and part.money.items and not part.foreign
        return not registered and not (part.money.on and part.money.on > self.date_until)

    def _conclude(self, state, parts):
        """Write the verdict; one that was given before is corrected, and the record says so."""
        before, labels = self.state, dict(self._fields["state"]._description_selection(self.env))
        self._become(state, is_dropped=state == "cancelled")
        said = self.env._("No longer asked for") if state == "cancelled" else labels[state]
        why = [self.env._("Corrected: it stood as “%s” before", labels[before])] if before != "open" else []
        why += self.env["recovery.open.items"]._ending_texts(parts, self.currency_id) if parts else []
        self._record(
            "promise",
            lambda promise: named(self.env, said, promise.display_name),
            direction="internal",
            result="\n".join(why) or False,
        )
        not_kept = self.env._("Promise not kept")
        if state in NOT_KEPT:
            self._tell(self._collector(), not_kept)
        elif before in NOT_KEPT:  # nobody calls him for it any more
            # whoever they are for
            tasks = self.env["recovery.case"].sudo()._of(self.company_id, self.partner_id).activity_ids
            tasks.filtered(
                lambda task: task.summary == not_kept and _words(self.display_name) in _words(task.note)
            ).unlink()


def _words(html):
    """What a note says, whatever its blanks and marks."""
    return " ".join(html2plaintext(html or "").split())


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_broken_promises = fields.Integer(
        string="Promises not kept",
        compute="_compute_recovery_broken_promises",
        groups="recovery_dunning.group_recovery_status",
        help="Broken, or kept in part, in this company.",
    )

    @api.depends_context("company")
    def _compute_recovery_broken_promises(self):
        theirs = [("partner_id", "in", self.recovery_debtor_id.ids), ("company_id", "=", self.env.company.id)]
        broken = [*theirs, ("state", "in", NOT_KEPT)]
        counts = dict(self.env["recovery.promise"]._read_group(broken, ["partner_id"], ["__count"]))
        for partner in self:
            partner.recovery_broken_promises = counts.get(partner.recovery_debtor_id, 0)

    @way_in(VIEWER, "read")
    def action_recovery_word(self):
        """The dialog in which a promise or a dispute is written down, for whoever sees no ledger too."""
        self.ensure_one()
        return dialog(self.env._("What the customer says"), "recovery.word.wizard", default_partner_id=self.id)

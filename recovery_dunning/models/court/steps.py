"""The steps of a proceeding: each with its day and its paper, checked before anything is written."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.court import stages
from ..record.actions import dialog
from ..record.exhibit import own_documents
from ..record.way_in import COLLECTOR, READER, way_in
from ..record.words import named


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    @way_in(COLLECTOR, "write")
    def action_step(self):
        """The dialog that enters the next step; the button says which (`recovery_stage`).

        :raises UserError: it does not follow from where the proceeding stands
        """
        self.ensure_one()
        to = self.env.context.get("recovery_stage")
        if to not in stages.following(self.kind, self.stage, self._is_lapsed()):
            raise UserError(self._wrong_text(stages.Wrong.NOT_NEXT, to))
        name = dict(self._fields["stage"]._description_selection(self.env))[to]
        return dialog(name, "recovery.proceeding.step", default_proceeding_id=self.id, default_stage=to)

    def _advance(self, to, day, documents=None, **values):
        """Go on to a stage on a day, with what was decided, and say so in the record.

        :param values: fields of the proceeding that this step sets
        :raises UserError: the day is missing or wrong, or the step does not follow
        """
        self.ensure_one()
        self.check_access("write")
        self._check_step(to, day)
        proceeding = self.sudo()  # rights are checked above; nobody writes a stage by hand
        if self._is_lapsed():
            proceeding._come_back()
        if self.stage == "draft":
            self._check_may()
        if self.stage == "draft" and not self.line_ids:
            proceeding._freeze()
        elif self.stage == "draft" and self.kind != "insolvency_claim":
            self._check_unchanged()
        proceeding.write({"stage": to, stages.DAYS[to]: day, **values})
        if documents:
            own_documents(self, documents)
            proceeding.document_ids |= documents
        self._tell_step(to, day, documents)
        proceeding._take_effect(to, day, documents)
        if self.stage != "ended":
            proceeding._plan_deadline()

    def _check_step(self, to, day):
        """:raises UserError: the step cannot be taken on this day"""
        today = self.company_id._recovery_today()
        if self.stayed_on and to != "ended" and self.kind != "insolvency_claim":
            raise UserError(
                self.env._(
                    "The judgment of %s has stopped this proceeding (C. com. L622-21): declare the claim.",
                    format_date(self.env, self.stayed_on),
                )
            )
        known = {name: self[name] for name in stages.DAYS.values()}
        if wrong := stages.problem(self.kind, self.stage, to, day, known, today, self._is_lapsed()):
            raise UserError(self._wrong_text(wrong, to))
        if self._is_lapsed():
            self._check_comes_back(day)
        if self.kind == "payment_order" and to == "titled" and self.stage == "served":
            self._check_may_enforce(day)

    def _check_may_enforce(self, day):
        """:raises UserError: the debtor may still oppose, or the clerk may still say that he has"""
        if day < self.enforcement_date:
            found = next(its for its in self._deadlines() if its.name == "enforcement_date")
            raise UserError(
                self.env._(
                    "The order can be enforced from %(day)s on (%(article)s): wait until then.",
                    day=format_date(self.env, found.last),
                    article=found.article,
                )
            )

    def _wrong_text(self, wrong, to):
        labels = dict(self._fields["stage"]._description_selection(self.env))
        undone = ("served", "ended") if self._is_lapsed() else ()
        names = [name for stage, name in stages.DAYS.items() if stage not in undone]
        last = max(filter(None, (self[name] for name in names)), default=None)
        texts = {
            stages.Wrong.NOT_NEXT: lambda: self.env._(
                "“%(to)s” does not follow “%(stage)s” in this proceeding.",
                to=labels.get(to, to),
                stage=labels[self.stage],
            ),
            stages.Wrong.NO_DAY: lambda: self.env._(
                "Enter the day of “%s”: the deadlines are counted from it.", labels[to]
            ),
            stages.Wrong.BEFORE: lambda: self.env._(
                "This day comes before the stage before it (%s): correct it.", format_date(self.env, last)
            ),
            stages.Wrong.FUTURE: lambda: self.env._("This day has not come yet: enter what has happened."),
        }
        return texts[wrong]()

    def _freeze(self):
        """What is claimed, as of today: what the papers say is what is filed."""
        self = self.with_context(lang=self.env.user.lang)  # what is in the way is told to whoever asks for the papers
        lines, account = self._claimed()
        if self.kind == "insolvency_claim":
            self._freeze_declared(lines)
            return
        if account.rate_missing:
            raise UserError(account.rate_missing)
        self._check_uncovered(lines)
        self.write(
            {
                "line_ids": [(6, 0, lines.ids)],
                "claimed_on": self.company_id._recovery_today(),
                "deducted": {line_id: str(amount) for line_id, amount in account.disputed_of.items()},
                **{name: getattr(account, name) for name in self._parts()},
            }
        )

    def _check_uncovered(self, lines):
        """:raises UserError: money has come for a part of it that is not matched yet: a court would be told too much"""
        cover = self.env["recovery.open.items"]._covered(lines)
        covered = lines.filtered(lambda line: cover[line].amount)
        if covered:
            amount = sum(float(cover[line].amount) for line in covered[:1])
            raise UserError(
                self.env._(
                    "%(amount)s for %(invoice)s have come in and are not matched with it yet: match them first.",
                    amount=covered[:1].currency_id.format(amount),
                    invoice=covered[:1].move_id.name,
                )
            )

    def _check_unchanged(self):
        """:raises UserError: less is owed by now than the papers say"""
        _lines, account = self._claimed()
        if self.currency_id.compare_amounts(account.principal, self.principal) < 0:
            raise UserError(
                self.env._(
                    "Money came in since the papers were printed: only %s of principal are open. Print them anew.",
                    self.currency_id.format(account.principal),
                )
            )

    def _parts(self):
        return ("principal", "interest", "indemnity", "costs")

    def _freeze_declared(self, lines):
        """All that is owed on the day of the judgment, due or not; interest stops there (C. com. L622-28)."""
        day = self.case_id._debtor().recovery_insolvency_date or self.company_id._recovery_today()
        statement = self.env["recovery.statement"]._make_declared(self.company_id, self.partner_id, lines, day)
        self.write(
            {
                "line_ids": [(6, 0, lines.ids)],
                "claimed_on": day,
                "deducted": statement.deducted,
                "covered": statement.covered,
                **statement._in_company(),
            }
        )

    # ---- the record -----------------------------------------------------------------------------------------------

    def _tell_step(self, to, day, documents):
        """One event in the record of the case: what happened, on which day, and what follows."""
        labels = dict(self._fields["stage"]._description_selection(self.env))
        said = f"{labels[to]} – {format_date(self.env, day)}"
        self._note(named(self.env, self.display_name, said), self._step_result(to), documents)

    def _step_result(self, to):
        """What else is to be said of it: amounts, the decision, how the deadlines are counted."""
        money, lines = self.currency_id.format, []
        if to == "filed" or (to == "served" and not self.filed_on):
            lines.append(self.env._("Claimed: %s", money(self.amount)))
        if self.decision and to in ("ordered", "decided"):
            label = dict(self._fields["decision"]._description_selection(self.env))[self.decision]
            lines.append(named(self.env, label, money(self.granted_amount)) if self.granted_amount else label)
        if to == "enforced" and self.brought:
            lines.append(self.env._("Brought so far: %s", money(self.brought)))
        if to == "ended":
            outcome = dict(self._fields["outcome"]._description_selection(self.env)).get(self.outcome)
            lines += filter(None, (outcome, self.outcome_reason))
        return "\n".join([*lines, *([self.deadline_note] if self.deadline_note and to != "ended" else [])])

    def _note(self, summary, result="", documents=None):
        # whoever may write the proceeding writes down what happened to it; the author stays himself
        self.case_id.sudo()._log(
            "court",
            lambda case: summary,
            direction="internal",
            result=result or False,
            attachment_ids=[(6, 0, documents.ids if documents else [])],
        )

    def _end(self, outcome, day, reason=None):
        """End it on a day; what it interrupted without success counts no more (C. civ. 2243)."""
        self.ensure_one()
        values = {"stage": "ended", "ended_on": day, "outcome": outcome, "outcome_reason": reason or False}
        self.sudo().write(values)  # said by a step whose rights were checked, or by the daily action
        self._tell_step("ended", day, None)
        self._take_effect("ended", day, None)

    def _is_running(self):
        return self.filtered(lambda proceeding: proceeding.stage != "ended")

    @way_in(READER, "read")
    def action_open_case(self):
        self.ensure_one()
        return self.case_id._get_records_action()

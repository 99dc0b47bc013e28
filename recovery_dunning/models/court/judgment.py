"""What a judgment that opens insolvency proceedings stops at once, what it starts, and who is told of its deadlines."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..record.apart import each_apart
from ..record.words import named
from .insolvency import OF_PERSONS

WAITING = ("proposed", "approved")  # notices that have not left
STOPPED = {  # what of before gives way to the judgment
    "recovery.plan": ("draft", "proposed", "active", "defaulted"),
    "recovery.promise": ("open",),
}


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    @api.model
    def _declare(self, case, values):
        """Record the insolvency of the debtor of a case, and do at once what follows from it."""
        company, debtor = case.company_id, case.partner_id
        insolvency = self.sudo().create(  # rights of the case are checked by whoever calls
            {**values, "case_id": case.id, "company_id": company.id, "partner_id": debtor.id}
        )
        insolvency._stop_all()
        return insolvency.with_env(self.env)

    def _stop_all(self):
        """Nothing of before is asked for any more; what is left is to declare the claim."""
        self._flag_debtor()
        done = [*self._stop_what_goes_on(), *self._tell_those_who_collect()]
        if self.kind != OF_PERSONS:
            self._prepare_declaration()
        self.case_id._log("insolvency", lambda case: self.display_name, result="\n".join([*self._facts(), *done]))

    def _flag_debtor(self):
        """Note it on the contact, where it is not noted yet: each note is told in the record."""
        debtor = self._debtor()
        flags = {"recovery_insolvency": self.kind, "recovery_insolvency_date": self.judgment_date}
        if any(debtor[name] != value for name, value in flags.items()):
            debtor.write(flags)

    def _stop_what_goes_on(self):
        """What was under way for what is owed from before; says so, a line each."""
        return [*self._stop_notices(), *self._stop_arrangements(), *self._stay_proceedings()]

    def _facts(self):
        """The judgment and its deadlines, a line each."""
        day = format_date(self.env, self.judgment_date)
        yield self.env._("Judgment of %s", day)
        for its in self._deadlines():
            label = self._fields[its.name]._description_string(self.env)
            yield named(self.env, label, f"{format_date(self.env, its.last)} ({its.article})")

    def _their_domain(self):
        return [("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)]

    def _stop_notices(self):
        """Those that have not left do not leave; what is owed since goes on the next run."""
        notices = self.env["recovery.notice"].search([*self._their_domain(), ("state", "in", WAITING)])
        if notices:
            notices._cancel(self.env._("Insolvent since %s", format_date(self.env, self.judgment_date)))
            yield self.env._("Notices that do not leave: %s", len(notices))

    def _stop_arrangements(self):
        """Plans and promises on what is owed from before: nobody may pay it (C. com. L622-7)."""
        for model, states in STOPPED.items():
            arrangements = self.env[model].search([*self._their_domain(), ("state", "in", states)])
            stopped = arrangements.filtered(lambda its: its.line_ids._recovery_before(self.judgment_date))
            if stopped:
                stopped._become("cancelled")
                yield named(self.env, self.env["ir.model"]._get(model).sudo().name, len(stopped))

    def _stay_proceedings(self):
        """Suits and enforcement stop (C. com. L622-21, C. conso. L722-2)."""
        going_on = [("stage", "!=", "ended"), ("stayed_on", "=", False), ("kind", "!=", "insolvency_claim")]
        domain = [*self._their_domain(), *going_on]
        for proceeding in self.env["recovery.proceeding"].search(domain):
            proceeding.stayed_on = self.judgment_date
            proceeding.activity_unlink(["recovery_dunning.activity_type_court"])
            yield self.env._("Stopped: %s", proceeding.display_name)

    def _tell_those_who_collect(self):
        """An agency or an officer who has the case is to be told (C. conso. L722-15): a task."""
        if self.case_id.phase in ("agency", "legal"):
            text = self.env._("Tell whoever collects for us that the debtor is insolvent")
            self.case_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.company_id._recovery_today(),
                summary=text,
                user_id=self.case_id._collector().id,
            )
            yield text

    def _prepare_declaration(self):
        """The proceeding by which the claim is declared, with a task until its deadline."""
        self.proceeding_id = self.env["recovery.proceeding"].create(
            {"case_id": self.case_id.id, "kind": "insolvency_claim", "court": self.court}
        )
        if self.declaration_deadline:
            day = format_date(self.env, self.declaration_deadline)
            self.proceeding_id._plan_task(self.declaration_deadline, self.env._("Declare the claim by %s", day))

    # ---- alerts ---------------------------------------------------------------------------------------------------

    @api.model
    def _watch(self, company):
        """Every day: tell 30, 15 and 7 days before the claim must be declared or the goods claimed, each time once.

        :returns: {insolvency: why it had to be left}
        """
        today = company._recovery_today()
        waiting = self.search([("company_id", "=", company.id), ("closed_on", "=", False)])

        def watch(insolvencies):
            for insolvency in insolvencies:
                insolvency._watch_one(today)

        return each_apart(waiting, watch)

    def _watch_one(self, today):
        if not self.judgment_date:
            self._ask_for_days(today)
            return
        told = set((self.alerted or "").split())
        for deadline in self._deadlines():
            step = self._alert_of(deadline, today)
            key = f"{deadline.name}:{step}"
            if step and key not in told:
                told.add(key)
                self.proceeding_id._tell_collector(self._alert_text(deadline, today))
        self.alerted = " ".join(sorted(told))

    def _alert_of(self, deadline, today):
        """Which alert is due: of the declaration until it is made, then of the relief from being late."""
        if deadline.name == "declaration_deadline" and not self.declared_on:
            return deadline.alert(today)
        if deadline.name == "relief_deadline" and not self.declared_on and self.is_late:
            return deadline.alert(today) or ("late" if today <= deadline.last else None)
        return deadline.alert(today) if deadline.name == "retention_deadline" else None

    def _alert_text(self, deadline, today):
        day, left = format_date(self.env, deadline.last), (deadline.last - today).days
        texts = {
            "declaration_deadline": self.env._("Declare the claim by %(day)s (%(article)s): %(left)s days left"),
            "relief_deadline": self.env._("Too late to declare: ask to be relieved by %(day)s (%(article)s)"),
            "retention_deadline": self.env._("Claim the goods by %(day)s (%(article)s): %(left)s days left"),
        }
        return texts[deadline.name] % {"day": day, "article": deadline.article, "left": left}

    def write(self, vals):
        """A judgment whose day is learned of later has its effects now; a publication moves the deadlines, and the task
        with them.

        :raises UserError: the day of a judgment is changed after it had its effects
        """
        judged = self.filtered("judgment_date")
        if "judgment_date" in vals and judged and not self.env.su:
            raise UserError(
                self.env._("The judgment has had its effects from this day: close this, and record it anew.")
            )
        result = super().write(vals)
        if vals.get("judgment_date"):
            for insolvency in (self - judged).sudo():  # whoever may write down the day
                insolvency._stop_all()
        if "published_on" in vals:
            for insolvency in self.filtered(
                lambda its: its.proceeding_id.stage == "draft" and its.declaration_deadline
            ):
                proceeding, day = insolvency.proceeding_id.sudo(), insolvency.declaration_deadline  # a task of ours
                proceeding.activity_unlink(["recovery_dunning.activity_type_court"])
                text = self.env._("Declare the claim by %s", format_date(self.env, day))
                proceeding._plan_task(day, text)
                insolvency.case_id._stir({(insolvency.company_id.id, insolvency.partner_id.id)})
        return result

"""The work list: which cases are due today, and what the button of each next action opens."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..record.actions import dialog
from ..record.way_in import COLLECTOR, way_in

FRESHLY_RANKED = 500  # cases that are ranked anew as the list is opened


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    worked_on = fields.Date(
        string="Done for the day", readonly=True, copy=False, help="On that day somebody was done with the case."
    )
    is_due = fields.Boolean(
        string="To do today", compute="_compute_is_due", search="_search_is_due", help="And not done yet."
    )

    @api.depends("next_action_date", "worked_on", "phase")
    def _compute_is_due(self):
        for case in self:
            today = case.company_id._recovery_today()
            due = case.next_action_date and case.next_action_date <= today and case.phase != "closed"
            case.is_due = bool(due) and case.worked_on != today

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain.FALSE
        for company in self.env.companies:
            today = company._recovery_today()
            due |= Domain(
                [
                    *(("company_id", "=", company.id), ("phase", "!=", "closed"), ("next_action_date", "<=", today)),
                    *("|", ("worked_on", "=", False), ("worked_on", "!=", today)),
                ]
            )
        return due

    @api.model
    @way_in(COLLECTOR, "read")
    def action_worklist(self):
        """Open the work list; what is due is ranked anew first, so that nobody is called for what he has paid since."""
        unranked = Domain("priority_facts", "=", False)
        due = Domain([("is_due", "=", True)]) | (Domain("phase", "!=", "closed") & unranked)
        self.search(due, order="priority DESC, id", limit=FRESHLY_RANKED)._rank()
        return self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_worklist")

    @way_in(COLLECTOR, "write")
    def action_done_next(self):
        """Done with this case for today: it leaves the list, and the screen goes on to the next one."""
        self.check_access("write")
        for company, cases in self.grouped("company_id").items():
            cases.worked_on = company._recovery_today()

    @way_in(COLLECTOR, "write")
    def action_next(self):
        """Do what is to be done next on the case: open what it needs.

        :raises UserError: it has been done meanwhile
        """
        self.ensure_one()
        self.check_access("write")
        action = getattr(self, f"_next_{self.next_action}")() if self.next_action else None
        if not action:
            self._rank()
            raise UserError(self.env._("This has been done meanwhile: look at the case again."))
        return action

    # ---- one method for each kind of action -------------------------------------------------------------------------

    def _next_answer(self):
        return self._compose(self.env._("Answer the debtor"))

    def _next_dispute(self):
        return self._open_first("recovery.dispute", "open", "sla_date, id")

    def _next_promise(self):
        return self._open_first("recovery.promise", "open", "date_until, id")

    def _next_plan(self):
        plans = self.env["recovery.ranking"]._plans_in_default(self.company_id, self.partner_id)
        return plans[:1]._get_records_action(target="new") if plans else None

    def _next_broken(self):
        return self._call(self.env._("Promise not kept"))

    def _next_call(self):
        task = self._first_task("call")
        return self._call(task.summary or False, task)

    def _next_review(self):
        return self._call(self.env._("Review of the case"))

    def _next_mend(self):
        return self._open_first("recovery.notice", "failed", "id desc")

    def _next_approve(self):
        notices = self._theirs("recovery.notice", ("state", "=", "proposed"))
        return notices._get_records_action() if notices else None

    def _next_post(self):
        """The letter that has no number yet."""
        notices = self.env["recovery.notice"].search(
            [
                *(("case_id", "=", self.id), ("state", "=", "sent"), ("level_id.registered", "=", True)),
                *(("letter_id", "!=", False), ("registered_number", "=", False)),
            ],
            order="date, id",
            limit=1,
        )
        return notices.action_track() if notices else self._open_task("post")

    def _next_proof(self):
        return self._open_task("proof")

    def _next_hand_over(self):
        """A manager prepares the handoff; a collector reads what he is asked."""
        if self.env.user.has_group("recovery_dunning.group_recovery_manager") and self._first_task("hand_over"):
            return self.action_hand_over()
        return self._open_task("hand_over")

    def _next_task(self):
        return self._open_task("task")

    def _next_declare(self):
        return self.action_letter()

    def _next_match(self):
        """The instalments that the money is for, and the credits that are open."""
        return self.action_open_instalments()

    def _next_peace(self):
        """What keeps us from asking stands on the instalments."""
        return self.action_open_instalments()

    # ---- what they are made of --------------------------------------------------------------------------------------

    def _open_first(self, model, state, order):
        record = self._theirs(model, ("state", "=", state), order=order, limit=1)
        return record._get_records_action(target="new") if record else None

    def _call(self, summary, task=None):
        """The dialog of a call; the task that asked for it ends with it."""
        action = self.action_call(task_id=task.id if task else False)
        return {**action, "context": {**action["context"], "default_summary": summary, "recovery_asked": summary}}

    def _first_task(self, kind):
        kinds = self.env["recovery.ranking"]._task_kinds()
        tasks = self.activity_ids.filtered(lambda task: kinds.get(task.activity_type_id.id, "task") == kind)
        return tasks.sorted(lambda task: (task.date_deadline, task.id))[:1]

    def _open_task(self, kind):
        task = self._first_task(kind)
        if not task:
            return None
        view = self.env.ref("mail.mail_activity_view_form_popup")
        action = dialog(task.summary or task.activity_type_id.name, "mail.activity")
        return {**action, "res_id": task.id, "views": [(view.id, "form")]}


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    def _conclude_day(self, left):
        """Cases on which a notice waits for its approval stand in the work list of this very day; of a long run, whose
        levels are approved in the run, the first ones."""
        result = super()._conclude_day(left)
        waiting = [("run_id", "=", self.id), ("state", "=", "proposed")]
        debtors = self.env["recovery.notice"].search(waiting, limit=FRESHLY_RANKED).partner_id
        self.env["recovery.case"]._of(self.company_id, debtors)._rank()
        return result

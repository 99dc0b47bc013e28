"""A case before a court: its proceedings, the insolvency of its debtor, and the way there."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import route as rules
from ..record.actions import dialog
from ..record.way_in import COLLECTOR, READER, way_in
from .proceeding import STAGES


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    proceeding_ids = fields.One2many("recovery.proceeding", "case_id", string="Proceedings", groups=READER)
    proceeding_count = fields.Integer(compute="_compute_proceeding", groups=READER)
    court_stage = fields.Selection(STAGES, string="Stage in court", compute="_compute_proceeding", groups=READER)
    insolvency_id = fields.Many2one(
        "recovery.insolvency", string="Record of the insolvency", compute="_compute_insolvency_id", groups=READER
    )

    @api.depends("proceeding_ids.stage")
    def _compute_proceeding(self):
        for case in self:
            case.proceeding_count = len(case.proceeding_ids)
            running = case.proceeding_ids._is_running() or case.proceeding_ids
            case.court_stage = running.sorted("id")[-1:].stage

    @api.depends("partner_id", "company_id")
    def _compute_insolvency_id(self):
        for case in self:
            case.insolvency_id = self.env["recovery.insolvency"]._of(case.company_id, case.partner_id)

    @way_in(COLLECTOR, "write")
    def action_court(self):
        """The dialog that shows which ways to a court are open, what they cost, and starts one."""
        self.ensure_one()
        return dialog(self.env._("Go to court"), "recovery.proceeding.start", default_case_id=self.id)

    @way_in(COLLECTOR, "read")
    def action_open_proceedings(self):
        self.ensure_one()
        return self.proceeding_ids._get_records_action(name=self.env._("Proceedings"))

    @way_in(COLLECTOR, "write")
    def action_insolvency(self):
        """The insolvency of the debtor; where none is known, the dialog that declares it."""
        self.ensure_one()
        if self.insolvency_id:
            return self.insolvency_id._get_records_action()
        return dialog(self.env._("Insolvency"), "recovery.insolvency.start", default_case_id=self.id)

    def write(self, vals):
        """A case that ends, ends what was going on before a court."""
        result = super().write(vals)
        if vals.get("phase") == "closed":
            for proceeding in self.sudo().proceeding_ids._is_running():  # whoever closes the case
                proceeding._end(
                    "paid" if proceeding.case_id.outcome == "paid" else "settled",
                    proceeding.company_id._recovery_today(),
                )
        return result

    def _deadlines_of_arrangements(self):
        """Those of the proceedings too."""
        yield from super()._deadlines_of_arrangements()
        for proceeding in self.proceeding_ids._is_running().filtered("next_deadline"):
            yield proceeding.next_deadline, proceeding._awaited_text(), proceeding.display_name

    def _no_route_sentence(self, options):
        """Of an insolvent debtor: until when his claim is declared."""
        insolvency, refusal = self.insolvency_id, rules.Refusal.INSOLVENT
        if not (insolvency and options and all(option.refusal is refusal for option in options)):
            return super()._no_route_sentence(options)
        its = {deadline.name: deadline for deadline in insolvency._deadlines()}
        if insolvency.kind == "over_indebtedness" or "declaration_deadline" not in its or insolvency.declared_on:
            return super()._no_route_sentence(options)
        by = its["relief_deadline"] if insolvency.is_late else its["declaration_deadline"]
        values = {"day": format_date(self.env, by.last), "article": by.article}
        if insolvency.is_late:
            return self.env._("Too late to declare: ask to be relieved of it by %(day)s (%(article)s).", **values)
        return self.env._("Declare the claim by %(day)s (%(article)s).", **values)

    def _next_court(self):
        running = self.proceeding_ids._is_running().sorted(lambda its: (str(its.next_deadline or ""), its.id))
        return running[:1]._get_records_action() if running else None

    def _next_declare(self):
        return self.insolvency_id._get_records_action() if self.insolvency_id else super()._next_declare()

    def _declare_by(self):
        """From the publication, where it is known (C. com. R622-24)."""
        deadline = self.insolvency_id.declaration_deadline
        return fields.Date.to_string(deadline) if deadline else super()._declare_by()

"""The insolvency of a debtor: the judgment, its publication, who represents the creditors, what became of our claim.

From the judgment on nothing of before is paid or asked for (C. com. L622-7, L622-21); interest stops (L622-28); what
is born after it is paid at its due date (L622-17). The admission of an over-indebted person does the same for two years
(C. conso. L722-2, L722-5, L722-14).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import deadlines as rules
from ...engine.place import place_of
from ..debtor.res_partner import INSOLVENCIES
from ..record.way_in import COLLECTOR, way_in

STATES = [
    ("draft", "Days are missing"),
    ("open", "To declare"),
    ("suspended", "Enforcement suspended"),
    ("declared", "Declared"),
    ("contested", "Contested"),
    ("admitted", "Decided"),
    ("closed", "Closed"),
]
OF_PERSONS = "over_indebtedness"


class RecoveryInsolvency(models.Model):
    _name = "recovery.insolvency"
    _description = "Insolvency of a Debtor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "judgment_date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    case_id = fields.Many2one("recovery.case", readonly=True, ondelete="restrict")
    kind = fields.Selection(INSOLVENCIES, required=True, readonly=True, tracking=True)
    judgment_date = fields.Date(
        string="Judgment of",
        tracking=True,
        help="Or of the admission of an over-indebted person. Until it is known, nothing but the messages stops.",
    )
    published_on = fields.Date(string="Published on", tracking=True, help="In the BODACC: the deadlines run from it.")
    court = fields.Char(string="Town of the court")
    representative_id = fields.Many2one(
        "res.partner", tracking=True, help="The representative of the creditors, the liquidator, or the commission."
    )
    retention_of_title = fields.Boolean(help="Goods were sold under it: they are claimed apart (C. com. L624-9).")
    announcement = fields.Text(readonly=True, help="As it was published.")
    proceeding_id = fields.Many2one("recovery.proceeding", string="Declaration", readonly=True, ondelete="restrict")
    state = fields.Selection(STATES, compute="_compute_state", store=True)
    declared_on = fields.Date(related="proceeding_id.filed_on")
    declared_amount = fields.Monetary(related="proceeding_id.amount", string="Declared")
    admitted_amount = fields.Monetary(related="proceeding_id.granted_amount", string="Admitted")
    contested_on = fields.Date(related="proceeding_id.opposed_on", string="Contested on")
    contestation_deadline = fields.Date(related="proceeding_id.contestation_deadline", string="Answer by")
    declaration_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Declare by", index=True)
    relief_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Relief from lateness until")
    retention_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Claim the goods by")
    suspension_end = fields.Date(compute="_compute_deadlines", store=True, string="Enforcement suspended until")
    amount_before = fields.Monetary(string="Owed from before", compute="_compute_amounts")
    amount_after = fields.Monetary(string="Born after", compute="_compute_amounts", help="Paid at its due date.")
    is_late = fields.Boolean(compute="_compute_is_late", help="The claim was not declared in time.")
    closed_on = fields.Date(readonly=True, copy=False)
    alerted = fields.Char(readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(company_id, partner_id) WHERE closed_on IS NULL", "The insolvency of this debtor is recorded already."
    )

    @api.depends("partner_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for insolvency in self:
            insolvency.display_name = f"{kinds.get(insolvency.kind)} – {insolvency.partner_id.display_name}"

    @api.depends("proceeding_id.stage", "closed_on", "judgment_date", "kind")
    def _compute_state(self):
        by_stage = {"filed": "declared", "opposed": "contested", "decided": "admitted", "ended": "admitted"}
        for insolvency in self:
            begun = "suspended" if insolvency.kind == OF_PERSONS else "open"
            state = by_stage.get(insolvency.proceeding_id.stage, begun if insolvency.judgment_date else "draft")
            insolvency.state = "closed" if insolvency.closed_on else state

    @api.depends("judgment_date", "published_on", "kind", "retention_of_title", "partner_id")
    def _compute_deadlines(self):
        for insolvency in self:
            found = {its.name: its.last for its in insolvency._deadlines()}
            for name in ("declaration_deadline", "relief_deadline", "retention_deadline", "suspension_end"):
                insolvency[name] = found.get(name, False)

    def _deadlines(self):
        """[`deadlines.Deadline`] of this insolvency; from the judgment, which is earlier, where it is not published."""
        if not self.judgment_date or not self.partner_id:
            return []
        if self.kind == OF_PERSONS:
            return [rules.suspension_end(self.judgment_date)]
        home, debtor = self.company_id.partner_id, self.partner_id._recovery_place(self.company_id)
        ours = place_of(home.country_id.code or "FR", home.zip, home.tz, home.tz or "Europe/Paris")
        court = debtor if debtor.country == "FR" else ours
        start = self.published_on or self.judgment_date
        found = [rules.declaration_deadline(start, court, ours), rules.relief_deadline(start, court)]
        return [*found, rules.retention_deadline(start, court)] if self.retention_of_title else found

    @api.depends("judgment_date", "partner_id")
    def _compute_amounts(self):
        for insolvency in self:
            owed = self.env["account.move.line"]._recovery_owed(insolvency.company_id, insolvency.partner_id)
            before = owed._recovery_before(insolvency.judgment_date)
            insolvency.amount_before = sum(before.mapped("amount_residual"))
            insolvency.amount_after = sum((owed - before).mapped("amount_residual"))

    @api.depends("declaration_deadline", "declared_on")
    def _compute_is_late(self):
        for insolvency in self:
            day = insolvency.declared_on or insolvency.company_id._recovery_today()
            last = insolvency.declaration_deadline
            insolvency.is_late = bool(last and day and day > last)

    @api.constrains("judgment_date", "published_on")
    def _check_days(self):
        """:raises ValidationError: it was published before it was given, or one of the days is to come"""
        for insolvency in self:
            today = insolvency.company_id._recovery_today()
            judged = insolvency.judgment_date
            if (judged and judged > today) or (insolvency.published_on and insolvency.published_on > today):
                raise ValidationError(self.env._("This day has not come yet: enter what has happened."))
            if judged and insolvency.published_on and insolvency.published_on < judged:
                raise ValidationError(
                    self.env._("A judgment is published after it was given: correct one of the days.")
                )

    def _creation_message(self):
        return self.env._("Insolvency recorded")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An insolvency is never deleted: close it once it is over."))

    @api.model
    def _of(self, company, partner):
        """The insolvency of a debtor that is open in a company."""
        domain = [("company_id", "=", company.id), ("partner_id", "=", partner.id), ("closed_on", "=", False)]
        return self.search(domain, limit=1)

    # ---- what is done ---------------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_letter(self):
        """The dialog that prints the declaration, for its right recipient.

        :raises UserError: nobody represents the creditors yet, or the debtor is a person
        """
        self.ensure_one()
        if self.kind == OF_PERSONS:
            raise UserError(self.env._("The commission asks the creditors: print the letter to it instead."))
        if not self.representative_id:
            raise UserError(self.env._("Enter who represents the creditors: the declaration goes to him."))
        action = self.case_id.action_letter()
        rank = "retention" if self.retention_of_title else "unsecured"
        values = {
            "default_kind": "declaration",
            "default_recipient_id": self.representative_id.id,
            "default_rank": rank,
        }
        return {**action, "context": {**action["context"], **values}}

    @way_in(COLLECTOR, "write")
    def action_step(self):
        """The next step of the declaration: declared, contested, decided."""
        self.ensure_one()
        if not self.proceeding_id:
            raise UserError(self.env._("The claims of a person are stated to the commission: nothing is declared."))
        return self.proceeding_id.with_context(recovery_stage=self.env.context.get("recovery_stage")).action_step()

    @way_in(COLLECTOR, "write")
    def action_close(self):
        """It is over: the debtor is as free to be asked as before."""
        for insolvency in self.filtered(lambda insolvency: not insolvency.closed_on):
            insolvency.sudo()._come_to_an_end(self.env._("Closed"))  # rights are checked by the way in
            insolvency._debtor().write({"recovery_insolvency": False, "recovery_insolvency_date": False})

    def _close_record(self, reason):
        """This record is over; a declaration that was only prepared is not made, one that was made stays."""
        today = self.company_id._recovery_today()
        self.closed_on = today
        prepared = self.proceeding_id.filtered(lambda proceeding: proceeding.stage == "draft")
        if prepared:
            prepared._end("withdrawn", today, reason)

    def _come_to_an_end(self, reason):
        """It is over, or was noted by mistake: what it has stopped in court may go on."""
        self._close_record(reason)
        stopped = [("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)]
        stopped += [("stage", "!=", "ended"), ("stayed_on", "!=", False)]
        for proceeding in self.env["recovery.proceeding"].search(stopped):
            proceeding.stayed_on = False
            proceeding._plan_deadline()
            proceeding._note(self.env._("Goes on: %s", proceeding.display_name))

    def _debtor(self):
        # a collector writes down what he learns of his debtor, though he may not write contacts
        return self.partner_id.with_company(self.company_id).sudo()

"""Two debtors become one: their open cases are joined, and each record stays as it was written.

Odoo merges contacts by moving all that points to them; two open cases of one debtor are not allowed. The case that has
come farthest goes on and takes what the others have under way; their events stay in their own chains, which can still
be verified, and are shown with it.
"""

from odoo import api, fields, models

from .case import PHASES

RANK = {phase: rank for rank, (phase, _label) in enumerate(PHASES)}
MOVED = (
    "recovery.notice",
    "recovery.claim",
    "recovery.placement",
    "recovery.piece",
    "recovery.note",
)  # what goes on with the case that goes on


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    joined_into_id = fields.Many2one(
        "recovery.case", string="Goes on in", readonly=True, copy=False, index="btree_not_null"
    )
    joined_ids = fields.One2many("recovery.case", "joined_into_id", string="Joined cases", readonly=True)
    record_ids = fields.One2many(
        "recovery.event",
        string="Whole record",
        compute="_compute_record_ids",
        groups="recovery_dunning.group_recovery_reader",
        help="The events of this case, and of those that were joined with it.",
    )

    def _compute_record_ids(self):
        for case in self:
            events = self.env["recovery.event"].search(
                [("case_id", "in", case._whole().ids)], order="date desc, id desc"
            )
            case.record_ids = events

    def _whole(self):
        """These cases and all that were joined with them, whenever."""
        whole, more = self, self.sudo().joined_ids  # their own records, of the same company
        while more:
            whole, more = whole | more.with_env(self.env), (more.joined_ids - whole).sudo()
        return whole

    def _compute_chain_state(self):
        """The chains of the joined cases count too."""
        result = super()._compute_chain_state()
        for case in self.filtered("joined_ids"):
            if any(joined._broken_events() is not None for joined in case._whole()):
                case.chain_state = "broken"
        return result

    @api.model
    def _merge_debtors(self, partners, debtor):
        """These contacts are becoming one, `debtor`: of their open cases one goes on in each company."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        self._join(companies, partners, debtor)

    @api.model
    def _join(self, companies, partners, debtor):
        """What these contacts owe is owed by `debtor` from now on: of their open cases one goes on in each of these
        companies. Returns those that go on.

        :raises UserError: more than one of them is with an agency
        """
        going_on = self.browse()
        for cases in self._of(companies, partners).grouped("company_id").values():
            first = cases.sorted(lambda case: (-RANK[case.phase], case.id))[:1]
            (cases - first)._merge(first)
            first.partner_id = debtor
            going_on |= first
        return going_on

    def _merge(self, case):
        """End these cases: what they have under way goes on with `case`, which says so in its record.

        :raises UserError: more than one of them is with an agency
        """
        (self | case)._prepare_merge()
        for joined in self:
            case._log(
                "joined",
                lambda case, joined=joined: self.env._(
                    "Joined with %(case)s of %(debtor)s", case=joined.name, debtor=joined.partner_id.display_name
                ),
            )
        for model in MOVED:
            self.env[model].search([("case_id", "in", self.ids)]).write({"case_id": case.id})
        self.activity_ids.write({"res_id": case.id})
        case.write(
            {
                "formal_notice_date": min(filter(None, (self | case).mapped("formal_notice_date")), default=False),
                "answered_on": min(filter(None, (self | case).mapped("answered_on")), default=False),
                "user_id": case.user_id.id or self.user_id[:1].id,
            }
        )
        if self:
            self.write({"phase": "closed", "outcome": "merged", "joined_into_id": case.id})

    def _prepare_merge(self):
        """What these cases have under way with others, before they become one: nothing is known of it here.

        :raises UserError: they cannot become one
        """

"""How a debtor agrees to a plan: he acknowledges the debt in his own words and figures, and signs; on his page or on
paper.

The amount is his to write, in words and in figures: nothing of it is filled in for him (C. civ. 1376; that he types it
himself is enough, Cass. 1re civ. 13/03/2008 n° 06-17.534). Signed or asked for, a plan recognises the debt, which
interrupts limitation (C. civ. 2240): the record says so, with its day and its proof.
"""

import base64
import re

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import get_lang
from odoo.tools.mimetypes import guess_mimetype

from ...engine import channels
from ...engine.typed import read_amount
from ..record.exhibit import MEGABYTE, PROOF_MEGABYTES, PROOF_TYPES, prepare_document
from ..record.way_in import COLLECTOR, way_in
from .signature import typed

REPORT = "recovery_dunning.action_report_plan"


class RecoveryPlan(models.Model):
    _inherit = "recovery.plan"

    acknowledged_words = fields.Char(
        string="In words, as he wrote it", readonly=True, copy=False, help="Words prevail over figures (C. civ. 1376)."
    )
    acknowledged_figures = fields.Char(string="In figures, as he wrote it", readonly=True, copy=False)
    scan = fields.Binary(string="Signed on paper", attachment=True, copy=False, help="The scan of the agreement.")
    scan_name = fields.Char(copy=False)
    is_consumer = fields.Boolean(compute="_compute_is_consumer")
    agreement_ids = fields.Many2many("ir.attachment", string="Agreement as signed", readonly=True, copy=False)

    def _compute_is_consumer(self):
        for plan in self:
            plan.is_consumer = plan._debtor_class() == "consumer"

    @way_in(COLLECTOR, "write")
    def action_send_proposal(self):
        """Lay the plan before the debtor: the agreement by mail, to be signed on his page or on paper.

        :raises UserError: it does not add up to what is open, or nobody can be written to
        """
        self.action_propose()
        for plan in self.filtered(lambda plan: plan.state == "proposed"):
            if not plan._mail("mail_template_plan_proposal", "plan", plan._print(REPORT, plan.name), insist=True):
                raise UserError(
                    self.env._("%s has no mail address: print the agreement.", plan.partner_id.display_name)
                )

    def _acknowledge(self, words, figures, capacity=None):
        """Keep what the debtor wrote, as he wrote it; `capacity`: what he is in the company that owes.

        :raises UserError: something is missing, or the figures are not those of the plan
        """
        self.ensure_one()
        if self.state != "proposed":
            raise UserError(self.env._("This plan is not to be signed any more."))
        words, figures = (words or "").strip()[:300], (figures or "").strip()[:40]
        lang = get_lang(self.env)
        amount = read_amount(figures, lang.decimal_point, lang.thousands_sep, self.currency_id.decimal_places)
        if amount is None or self.currency_id.compare_amounts(amount, self.total):
            raise UserError(
                self.env._("The amount in figures is not that of the plan (%s).", self.currency_id.format(self.total))
            )
        if not re.search(r"[^\W\d_]{2}", words):
            raise UserError(self.env._("Write the amount in words too, in letters."))
        his = {"acknowledged_words": words, "acknowledged_figures": figures}
        self.sudo().write({**his, "signed_capacity": typed(capacity)})  # his own words

    def _sign(self, name, signature, address, capacity=None):
        """The debtor signs: the plan is agreed on, and he gets his copy.

        :raises UserError: the acknowledgement, the name or the signature is missing, or the plan no longer fits
        """
        self.ensure_one()
        if self.state != "proposed":
            raise UserError(self.env._("This plan is not to be signed any more."))
        if not (self.acknowledged_words and self.acknowledged_figures):
            raise UserError(self.env._("Write the amount in words and in figures first."))
        digest = self._take_signature(name, signature, address, capacity)
        self.action_activate()
        self.env.flush_all()  # the document shows what was just written
        self.sudo().agreement_ids = self._print(REPORT, self.name)
        self._log_signature(digest)
        self._mail("mail_template_plan_agreed", "plan", self.agreement_ids)
        self._tell(self._collector(), self.env._("Payment plan signed"))

    def _representatives(self):
        """(who stands for the creditor, who for the debtor), name and office; nothing where nobody is known."""
        self.ensure_one()
        plan = self.sudo()  # what everybody may read on the paper that both sign
        company, debtor = plan.company_id.partner_id, plan.partner_id
        who_signs = ", ".join(filter(None, (plan.collector_id.name, plan.collector_id.function)))
        legal = debtor.with_company(plan.company_id).recovery_contact_ids.filtered(lambda its: its.role == "legal")
        named = legal.contact_id[:1]
        of_debtor = debtor.recovery_manager or ", ".join(filter(None, (named.name, named.function)))
        return company.recovery_manager or who_signs, of_debtor if debtor.is_company else ""

    def _claimed_lines(self):
        """The instalments of the plan that are interest, indemnities and costs, invoiced."""
        return self.line_ids.filtered(lambda line: line.move_id.recovery_is_claim)

    def _log_signature(self, digest):
        """What speaks for the signature, and for the recognition of the debt."""
        self._log_recognition(
            self.env._("Signed by %(name)s: %(plan)s", name=self.signed_by, plan=self.display_name),
            channels.PORTAL,
            [
                *self._evidence(digest),
                self.env._("Acknowledged in words: %s", self.acknowledged_words),
                self.env._("Acknowledged in figures: %s", self.acknowledged_figures),
            ],
            self.agreement_ids,
        )

    @way_in(COLLECTOR, "write")
    def action_sign_scan(self):
        """The debtor has signed on paper: the scan is kept, and the plan agreed on.

        :raises UserError: there is no scan, or it is no PDF or image
        """
        for plan in self.filtered(lambda plan: plan.state in ("draft", "proposed")):
            content = base64.b64decode(plan.with_context(bin_size=False).scan or b"")
            mimetype = guess_mimetype(content) if content else None
            if mimetype not in PROOF_TYPES or len(content) > PROOF_MEGABYTES * MEGABYTE:
                raise UserError(self.env._("Add the scan of the signed agreement, a PDF or an image."))
            plan.action_activate()
            name = plan.scan_name or f"{plan.name}.{PROOF_TYPES[mimetype]}"
            agreement = self.env["ir.attachment"].create(prepare_document(plan._case(), name, content, mimetype))
            plan.sudo().write(  # the scan was looked at above
                {
                    "signed_on": fields.Datetime.now(),
                    "signed_by": plan.signed_by or plan.partner_id.display_name,
                    "agreement_ids": [(6, 0, agreement.ids)],
                }
            )
            signed = self.env._("Signed on paper: %s", plan.display_name)
            plan._log_recognition(signed, channels.LETTER, [self.env._("Signed by %s", plan.signed_by)], agreement)

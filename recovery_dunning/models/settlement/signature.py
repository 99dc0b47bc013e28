"""A waiver that the debtor signs: agreed by a manager, laid before the debtor, settled once he has signed it.

A waiver is a contract: the debtor accepts it (C. civ. 1350). Where his signature is asked for, nothing is taken off the
account before he has given it.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import channels


class RecoverySettlement(models.Model):
    _inherit = "recovery.settlement"

    to_sign = fields.Boolean(
        string="Signed by the debtor", help="The waiver takes effect once the debtor has signed it on his page."
    )

    def action_settle(self):
        """A waiver that the debtor is to sign is laid before him first."""
        to_sign = self.filtered(lambda settlement: settlement.kind == "waiver" and settlement.to_sign)
        for settlement in to_sign.filtered(lambda settlement: settlement.state == "draft"):
            settlement._propose()
        return super(RecoverySettlement, self - to_sign).action_settle()

    def _propose(self):
        """Write to the debtor: he signs on his page.

        :raises AccessError: it needs a manager
        :raises UserError: the company has no page, or nobody can be written to
        """
        self._check_right()
        self._check_amount(self.amount)
        if not self.company_id.recovery_page:
            raise UserError(
                self.env._("Debtors sign on their page, which is switched off: switch it on, or let him sign on paper.")
            )
        self._become("proposed", approver_id=self.env.uid)
        self._record("settlement", lambda settlement: self.env._("Proposed: %s", settlement.display_name), "out")
        document = self._print("recovery_dunning.action_report_waiver")
        if not self._mail("mail_template_waiver_proposal", "settlement", document):
            raise UserError(
                self.env._("%s has no mail address: add one, or print the waiver.", self.partner_id.display_name)
            )

    def _sign(self, name, signature, address):
        """The debtor signs: the waiver takes effect.

        :raises UserError: the name or the signature is missing, or less is open by now than is waived
        """
        self.ensure_one()
        if self.state != "proposed":
            raise UserError(self.env._("This waiver is not to be signed any more."))
        digest = self._take_signature(name, signature, address)
        # the entry bears the name of the manager who agreed; what he may was checked then
        self.with_user(self.approver_id).sudo()._settle()
        self._record(
            "settlement",
            lambda waiver: self.env._(
                "Signed by %(name)s: %(waiver)s", name=waiver.signed_by, waiver=waiver.display_name
            ),
            channel=channels.PORTAL,
            contact=self.signed_by,
            result="\n".join(self._evidence(digest)),
            attachment_ids=[(6, 0, self.document_ids.ids)],
        )
        self._tell(self._collector(), self.env._("Waiver signed"))

"""What is printed of a case: the letters that a person writes (receipt of a payment, discharge, attestation, agency,
declaration of claim), and its proof file."""

from odoo import models
from odoo.exceptions import UserError

from ..record.actions import dialog, download
from ..record.exhibit import prepare_document
from ..record.way_in import COLLECTOR, READER, way_in


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    @way_in(COLLECTOR, "write")
    def action_letter(self):
        """The dialog that prints one of them."""
        self.ensure_one()
        return dialog(self.env._("Letter"), "recovery.letter.wizard", default_case_id=self.id)

    def _proof_files(self):
        """{case: its proof file}, the bytes of one PDF each."""
        return self.env["recovery.evidence.file"]._files(self)

    def _proof_file(self):
        """The proof file of this case: the bytes of one PDF."""
        self.ensure_one()
        return self._proof_files()[self]

    def _proof_name(self):
        return self.env._("Proof file %s", self.name).replace("/", "-") + ".pdf"

    @way_in(READER, "read")
    def action_proof_file(self):
        """Print the proof file, keep it with the case in the place of the one before, and open it. Who writes nothing
        in the case gets it without a copy that is kept."""
        self.ensure_one()
        if not self.has_access("write"):
            return {"type": "ir.actions.act_url", "url": f"/recovery/case/{self.id}/proof", "target": "new"}
        before = [("name", "=", self._proof_name()), ("res_model", "=", self._name), ("res_id", "=", self.id)]
        content = self._proof_file()
        # an earlier print of the same, which is not part of the record
        self.env["ir.attachment"].sudo().search([*before, ("create_uid", "=", self.env.uid)]).unlink()
        proof = self.env["ir.attachment"].create(prepare_document(self, self._proof_name(), content))
        return download(proof)

    def _write_discharges(self):
        """Print the discharge of each; one that cannot be printed stops no other, and becomes a task."""
        Letter = self.env["recovery.letter.maker"]
        for case in self:
            try:
                with self.env.cr.savepoint():
                    Letter._of([{"case_id": case.id, "kind": "discharge"}])._issue()
            except UserError as error:
                case.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=case.company_id._recovery_today(),
                    summary=self.env._("The discharge could not be printed"),
                    note=str(error),
                    user_id=case._collector().id,
                )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @way_in(COLLECTOR, "read")
    def action_recovery_receipt(self):
        """The dialog that prints the receipt, on the case that is open on the screen."""
        self.ensure_one()
        case = self.env["recovery.case"].browse(self.env.context["recovery_case_id"])
        action = case.action_letter()
        values = {"default_kind": "receipt", "default_receipt_line_id": self.id, "default_date": self.date}
        return {**action, "context": {**action["context"], **values}}

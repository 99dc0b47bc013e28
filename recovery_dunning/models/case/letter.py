"""What is printed of a case: the letters that a person writes (receipt, discharge, attestation, agency, declaration of
claim), and its proof file."""

from odoo import models

from ..dialog import open_dialog


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_letter(self):
        """The dialog that prints one of them."""
        self.ensure_one()
        return open_dialog("recovery.letter.wizard", self.env._("Letter"), default_case_id=self.id)

    def _proof_files(self):
        """{case: its proof file}, the bytes of one PDF each."""
        return self.env["recovery.evidence.file"]._files(self)

    def _proof_file(self):
        """The proof file of this case: the bytes of one PDF."""
        self.ensure_one()
        return self._proof_files()[self]

    def action_proof_file(self):
        """Print the proof file, keep it with the case in the place of the one before, and open it."""
        self.ensure_one()
        name = self.env._("Proof file %s", self.name).replace("/", "-") + ".pdf"
        values = {"name": name, "res_model": self._name, "res_id": self.id, "mimetype": "application/pdf"}
        before = [("name", "=", name), ("res_model", "=", self._name), ("res_id", "=", self.id)]
        content = self._proof_file()
        # an earlier print of the same, which is not part of the record
        self.env["ir.attachment"].sudo().search([*before, ("create_uid", "=", self.env.uid)]).unlink()
        proof = self.env["ir.attachment"].create({**values, "raw": content})
        return {"type": "ir.actions.act_url", "url": f"/web/content/{proof.id}?download=true", "target": "new"}

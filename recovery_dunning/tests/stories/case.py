"""A case with one invoice and one notice, its claims, and its end."""

from odoo.tests import Form

from .settlement import OutcomeStory


class ClosingStory(OutcomeStory):
    def setUp(self):
        super().setUp()
        self.company.recovery_write_off_account_id = self.company_data["default_account_expense"]
        self.move = self.invoice(due="-4d")
        self.run_and_send()
        self.case = self.debtor.recovery_case_id

    def claim(self, amount=40.0):
        """An indemnity on the invoice, as a notice shows it."""
        return (
            self.env["recovery.claim"]
            .sudo()
            .create(
                {
                    **{"kind": "indemnity", "amount": amount, "company_id": self.company.id, "move_id": self.move.id},
                    **{"partner_id": self.debtor.id, "case_id": self.case.id, "currency_id": self.case.currency_id.id},
                }
            )
        )

    def close(self, **values):
        wizard = Form(self.env["recovery.close.wizard"].with_context(**self.case.action_close()["context"]))
        for name, value in values.items():
            setattr(wizard, name, value)
        return wizard.save().action_close()

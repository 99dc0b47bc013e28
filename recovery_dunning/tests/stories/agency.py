"""Agencies: what is placed with one, and the files that it sends back."""

import base64

from odoo import Command
from odoo.tests import new_test_user

from ..common import RecoveryStory

TITLES = "Votre référence;N° dossier;Date;Encaissé;Honoraires HT;TVA;Net reversé"


class AgencyStory(RecoveryStory):
    """An agency with terms and VAT, and cases placed with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.env["account.tax"].create(
            {"name": "VAT 20 %", "amount": 20, "type_tax_use": "purchase", "company_id": cls.company.id}
        )
        cls.clearing = cls.env["account.account"].create(
            {"name": "Agencies", "code": "467000", "account_type": "liability_current", "reconcile": True}
        )
        cls.fees = cls.company_data["default_account_expense"]
        cls.company.write({"recovery_agency_account_id": cls.clearing.id, "recovery_fee_account_id": cls.fees.id})
        cls.agency = cls.make_agency("Recouvrement du Centre")
        cls.manager = cls.user_of("manager", "recovery_dunning.group_recovery_manager")
        cls.collector = cls.user_of("collector", "recovery_dunning.group_recovery_user")
        cls.company.recovery_user_id = cls.collector

    @classmethod
    def user_of(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def make_agency(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_recovery_agency": True,
                "email": "gestion@agency.example.com",
                "lang": "en_US",
                "recovery_fee_tax_id": cls.vat.id,
                "recovery_term_ids": [
                    Command.create({"percent": 10}),
                    Command.create({"age_from": 180, "percent": 15, "minimum": 20}),
                ],
                **values,
            }
        )

    def place(self, *debtors, agency=None, **values):
        """The overdue debts of these debtors are with the agency."""
        debtors = self.env["res.partner"].union(*debtors) if debtors else self.debtor
        cases = self.env["recovery.case"]._open_for(self.company, debtors, overdue=debtors)
        handoff = (
            self.env["recovery.handoff"]
            .sudo()
            .create(  # the checks of handing over have their own stories
                {
                    "agency_id": (agency or self.agency).id,
                    "company_id": self.company.id,
                    "state": "handed",
                    "date": self.company._recovery_today(),
                    "placement_ids": [
                        Command.create(
                            {"case_id": cases[debtor.id].id, "date": self.company._recovery_today(), **values}
                        )
                        for debtor in debtors
                    ],
                }
            )
        )
        handoff.case_ids.phase = "agency"
        return handoff.with_env(self.env).placement_ids.sorted("id")

    def recall(self, placements, reason="Agreed with us"):
        placements.with_user(self.manager)._recall(reason)

    def mails_to(self, partner):
        return self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)], order="id")

    def follow(self):
        """What the scheduled action does for the company."""
        self.env["recovery.payment.advice"].sudo().with_company(self.company)._follow(self.company)


class RemittanceStory(AgencyStory):
    """Files of the agency, and what becomes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.user_of(
            "accountant", "account.group_account_invoice,recovery_dunning.group_recovery_manager"
        )

    def line(self, placement, gross, day="02/03/2026", reference="", percent=10):
        """A line as the agency writes it."""
        fee = gross * percent / 100
        amounts = (gross, fee, fee * 0.2, gross - fee * 1.2)
        name = placement if isinstance(placement, str) else placement.case_id.name
        return ";".join([name, reference, day, *(f"{amount:.2f}".replace(".", ",") for amount in amounts)])

    def remittance(self, *lines, titles=TITLES, content=None, user=None, read=True, **values):
        content = "\n".join([titles, *lines]).encode() if content is None else content
        remittance = (
            self.env["recovery.remittance"]
            .with_user(user or self.accountant)
            .create(
                {"agency_id": self.agency.id, "file": base64.b64encode(content), "filename": "remittance.csv", **values}
            )
        )
        if read:
            remittance.action_read()
        return remittance

    def assertAside(self, remittance, *problems):
        aside = remittance.line_ids.filtered(lambda line: line.state == "aside").sorted("number")
        self.assertEqual(aside.mapped("problem"), [*problems], aside.mapped("explanation"))
        self.assertTrue(all(aside.mapped("explanation")))
        return aside

    def balance(self, account):
        return sum(self.env["account.move.line"].search([("account_id", "=", account.id)]).mapped("balance"))

    def assertBalanced(self, remittance):
        for move in remittance._moves():
            self.assertEqual(move.state, "posted")
            self.assertTrue(move.company_currency_id.is_zero(sum(move.line_ids.mapped("balance"))), move.name)

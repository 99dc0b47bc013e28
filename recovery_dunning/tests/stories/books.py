"""A creditor who keeps his books by the French chart, with VAT on delivery and on collection."""

from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .settlement import OutcomeStory


class BooksStory(OutcomeStory):
    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.delivery, cls.reduced = chart.ref("tva_normale"), chart.ref("tva_reduite")
        cls.collection = chart.ref("tva_normale_encaissement")
        cls.reduced.active = True

    def sold(self, *lines, **values):
        """A posted invoice, late by 100 days, of (price, tax) lines."""
        return self.invoice(
            due="-100d",
            invoice_line_ids=[
                Command.create({"name": "Bois", "price_unit": price, "tax_ids": [Command.set(tax.ids)]})
                for price, tax in lines
            ],
            **values,
        )

    def lose(self, move, ground="none", **values):
        return self.settle(move, kind="write_off", vat_ground=ground, **values)

    def entry(self, moves):
        """{account code: balance} of these entries."""
        sums = {}
        for item in moves.line_ids:
            code = item.account_id.with_company(self.company).code
            sums[code] = self.company.currency_id.round(sums.get(code, 0) + item.balance)
        return {code: amount for code, amount in sums.items() if amount}

    def books(self, *codes):
        """{account code: what stands on it}, of all entries of the company."""
        groups = self.env["account.move.line"]._read_group(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")], ["account_id"], ["balance:sum"]
        )
        sums = {account.with_company(self.company).code: round(total, 2) for account, total in groups}
        return {code: sums.get(code, 0.0) for code in codes}

    def liquidated(self):
        self.debtor.with_company(self.company).write(
            {"recovery_insolvency": "liquidation", "recovery_insolvency_date": self.on("-10d")}
        )

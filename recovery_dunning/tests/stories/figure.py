"""A rich account: part payments, money that covers, a dispute over a part, claims shown and invoiced, coming dues; and
what each document says of it."""

import re

from odoo.tools import html2plaintext

from .arrangement import ArrangementStory
from .handoff import PackageStory

CLAIMING = {"claim_interest": True, "claim_indemnity": True, "tone": "4"}
FORMAL = {"phase": "formal_notice", "send_letter": True, "response_days": 8, **CLAIMING}
# of what a document says, the words before each figure
LABELS = {
    "covered": (r"Credit notes and payments (?:to deduct|not matched yet, deducted:)",),
    "disputed": (r"Disputed by you, under examination", r"The debtor contests", r"Contested by the debtor"),
    "principal": (r"Overdue principal", r"Principal"),
    "interest": (r"Late-payment interest(?: up to [\d/]+)?", r"Late interest", r"late-payment interest"),
    "indemnity": (r"Fixed indemnit(?:y|ies) for recovery costs", r"fixed indemnity"),
    "total": (r"Total(?: on [\d/]+)?", r"In all on [\d/]+", r"To pay now"),
}
AMOUNT = r"\D{0,12}?(?P<amount>\d[\d,]*\.\d\d)"


class FigureStory(PackageStory, ArrangementStory):
    """A debtor who had a formal notice for two invoices; a third is to fall due, a fourth was paid late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        cls.ladder.active = False
        cls.formal = cls.procedure("Formal", 3, 30, levels={3: {"tone": "1"}, 30: FORMAL}, sequence=0)
        cls.company.recovery_imputation = "interest_first"
        Account = cls.env["account.account"].with_company(cls.company)
        for field, code in (("interest", "763100"), ("indemnity", "758100")):
            account = {"name": field, "code": code, "account_type": "income_other"}
            cls.company[f"recovery_{field}_account_id"] = Account.create(account)

    def tell(self):
        """The account on the day of the formal notice; returns the notice."""
        self.day("+0d")
        self.table = self.invoice(due="-60d", amount=1000)
        self.chair = self.invoice(due="-45d", amount=500)
        self.later = self.invoice(due="+40d", amount=300)
        self.print_invoices(self.table + self.chair + self.later)
        self.run_and_send()
        self.day("+8d")
        self.payment = self.pay(self.table, amount=400)
        self.day("+10d")
        self.contested = self.dispute(self.chair, amount=120)
        self.on_account = self.payment_on_account(150)
        run = self.run_and_send()
        notice = run.notice_ids.filtered(lambda notice: notice.state == "sent")
        self.assertEqual(set(notice.line_ids.move_id), {self.table, self.chair})
        self.env.invalidate_all()
        return notice

    def figures_of(self, text):
        """{figure: amount} of what a document says in words."""
        plain = re.sub(r"\s+", " ", html2plaintext(str(text)).replace("*", " ").replace("\xa0", " "))
        found = {}
        for name, words in LABELS.items():
            for label in words:
                if amounts := re.findall(label + AMOUNT, plain):
                    found[name] = float(amounts[-1].replace(",", ""))
                    break
        return found

    def figures_of_case(self, case):
        return {
            "covered": case.amount_covered,
            "disputed": case.amount_disputed,
            "principal": round(case.amount_overdue - case.amount_disputed, 2),
            "interest": case.amount_interest,
            "indemnity": case.amount_indemnity,
            "total": case.amount_claimed,
        }

    def figures_of_page(self, case):
        (its,) = (due.figure for due in case.sudo()._page_values()["dues"])
        return {name: getattr(its, name) for name in LABELS}

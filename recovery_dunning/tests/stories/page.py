"""The debtor's page as a browser asks for it, and payments made there."""

import json
from io import BytesIO

from lxml import html
from odoo.tests import HttpCase
from PIL import Image

from .arrangement import ArrangementStory

SCRIPT = "<script>alert(1)</script>"
DEMO = "payment.payment_provider_demo"


def image():
    content = BytesIO()
    Image.new("RGB", (60, 20), "white").save(content, "PNG")
    return content.getvalue()


class PageStory(ArrangementStory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        cls.debtor.lang = "en_US"

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def setUp(self):
        super().setUp()
        self.old, self.young = self.invoice(due="-20d", amount=60), self.invoice(due="-10d", amount=40)
        self.case = self.open_case(self.debtor)

    def open_case(self, debtor):
        return self.env["recovery.case"]._open_for(self.company, debtor, overdue=debtor)[debtor.id]

    def path(self, suffix="", case=None, token=None):
        case = case or self.case
        return f"{case._page_path()}{suffix}?access_token={token or case._page_token()}"

    def page(self, path=None):
        response = self.url_open(path or self.path())
        self.env.invalidate_all()
        return response

    def text(self, response):
        return " ".join(html.fromstring(response.content).text_content().split())

    def form(self, action):
        """The hidden values of a form as it is shown."""
        document = html.fromstring(self.page().content)
        inputs = document.xpath(f"//form[contains(@action, '/{action}?')]//input[@type='hidden']")
        return {field.get("name"): field.get("value") for field in inputs}

    def post(self, action, path=None, files=None, lines=None, **values):
        lines = self.instalments(self.old) if lines is None else lines
        data = {**self.form(action), "line": lines.ids, **values}
        response = self.url_open(path or self.path(f"/{action}"), data=data, files=files)
        self.env.invalidate_all()
        return response

    def of_debtor(self, model):
        return self.env[model].search([("partner_id", "=", self.debtor.id)])

    def error(self, response):
        return "".join(html.fromstring(response.content).xpath("//*[contains(@class, 'o_recovery_error')]//text()"))


class PaymentStory(PageStory):
    """Pays as the browser does: the page of the payment, the transaction, the provider, the booking."""

    def setUp(self):
        super().setUp()
        demo = self.env.ref(DEMO).sudo()
        if demo.code != "demo":
            self.skipTest("Odoo's payment_demo is not installed")
        self.provider = demo.copy({"company_id": self.company.id, "state": "test", "is_published": True})
        self.provider.journal_id = self.company_data["default_journal_bank"]
        self.means = self.env.ref("payment_demo.payment_method_demo")

    def pay_page(self, *moves, amount=None, path=None):
        """What the page of a payment hands to Odoo's payment form."""
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        chosen = "".join(f"&line={line.id}" for line in lines) + (f"&amount={amount}" if amount else "")
        response = self.page(path or self.path("/pay") + chosen)
        forms = html.fromstring(response.content).xpath("//form[@id='o_payment_form']")
        return response, (forms[0].attrib if forms else None)

    def call(self, route, **params):
        response = self.url_open(
            route, data=json.dumps({"params": params}), headers={"Content-Type": "application/json"}
        ).json()
        self.env.invalidate_all()
        return response.get("result") or response.get("error", {}).get("data", {})

    def transact(self, form, **params):
        values = {
            "provider_id": self.provider.id,
            "payment_method_id": self.means.id,
            "token_id": None,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "https://elsewhere.example.com",
            "is_validation": False,
            "access_token": None,
            "amount": float(form["data-amount"]),
        }
        return self.call(form["data-transaction-route"], **{**values, **params})

    def simulate(self, reference, state="done"):
        """The provider says what became of it, and Odoo books it."""
        data = {"reference": reference, "payment_details": "4242", "simulated_state": state}
        self.call("/payment/demo/simulate_payment", **data)
        return self.call("/payment/status/poll")["landing_route"]

    def pay_online(self, *moves, amount=None, state="done"):
        _response, form = self.pay_page(*moves, amount=amount)
        return self.page(self.simulate(self.transact(form)["reference"], state))

    def transactions(self):
        return self.env["payment.transaction"].sudo().search([("recovery_case_id", "=", self.case.id)])

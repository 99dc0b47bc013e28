"""The debtor's page under a real server: a form that is handed in several times at the same moment has one effect."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import requests
from lxml import html
from PIL import Image

from devtools import platform
from devtools.console import Console
from devtools.demo_server import terminated, wait_for
from devtools.french_company import make_french
from devtools.network import HOST, free_port
from devtools.odoo_env import passing_environment
from devtools.recovery_database import send_at_any_hour

AT_ONCE = 4
PATIENCE = 120  # seconds
WAITS_FOR_ME = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF"


@pytest.fixture(scope="module")
def site():
    """Odoo serving a database with the add-on and a payment provider for trials: (database, address)."""
    machine = platform.setup(Console())
    name, url = f"recovery_double_{os.getpid()}", f"http://{HOST}:{free_port()}"
    machine.install(name, [platform.ADDON, platform.PAYMENT])
    with passing_environment(name) as env:
        make_french(env, {"name": "Deux Ouvriers", "email": "compta@example.com"})
        send_at_any_hour(env)
        env["ir.config_parameter"].set_param("web.base.url", url)
        env["ir.mail_server"].search([]).active = False
    options = ["-d", name, f"--db-filter=^{name}$", "--workers=0", "--max-cron-threads=0"]
    options += [f"--http-interface={HOST}", f"--http-port={url.rpartition(':')[2]}"]
    with tempfile.TemporaryDirectory() as folder:
        log_file = Path(folder) / "odoo.log"
        with log_file.open("w", encoding="utf-8") as log:
            process = machine.start(machine.odoo_command(options), stdout=log, stderr=subprocess.STDOUT)
        with terminated(process):
            wait_for(f"{url}/web/login", process, log_file)
            yield name, url
    machine.drop_database(name)


class Debtor:
    """A debtor with an overdue invoice, and his page."""

    def __init__(self, site, name: str):
        self.database, self.url = site
        with passing_environment(self.database) as env:
            partner = env["res.partner"].create({"name": name, "email": "debiteur@example.com", "lang": "fr_FR"})
            due = date.today() - timedelta(days=20)
            values = {"name": "Table", "price_unit": 100, "tax_ids": False}
            move = env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": due - timedelta(days=30),
                    "invoice_date_due": due,
                    "invoice_line_ids": [(0, 0, values)],
                }
            )
            move.action_post()
            self.partner_id, self.move_id = partner.id, move.id
            self.line_id = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable").id
            case = env["recovery.case"]._open_for(env.company, partner, overdue=partner)[partner.id]
            self.case_id, self.token = case.id, case._page_token()
        self.session = requests.Session()

    def address(self, suffix: str = "") -> str:
        return f"{self.url}/my/recovery/{self.case_id}{suffix}?access_token={self.token}"

    def open(self, suffix: str = "", query: str = ""):
        response = self.session.get(self.address(suffix) + query, timeout=PATIENCE)
        assert response.status_code == 200, response.text
        return html.fromstring(response.content)

    def form(self, action: str) -> dict:
        inputs = self.open().xpath(f"//form[contains(@action, '/{action}?')]//input[@type='hidden']")
        return {"line": self.line_id, **{field.get("name"): field.get("value") for field in inputs}}

    def at_once(self, hand_in) -> list:
        """`hand_in` called with sessions of this browser, at the same moment."""
        barrier = Barrier(AT_ONCE)

        def one():
            with requests.Session() as session:
                session.cookies.update(self.session.cookies)
                barrier.wait()
                return hand_in(session)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [future.result() for future in [pool.submit(one) for _ in range(AT_ONCE)]]

    def post(self, action: str, files=None, **values) -> None:
        data = {**self.form(action), **values}
        answers = self.at_once(
            lambda session: session.post(self.address(f"/{action}"), data=data, files=files, timeout=PATIENCE)
        )
        for answer in answers:
            assert f"done={action}" in answer.url, html.fromstring(answer.content).text_content()

    def call(self, route: str, params: dict) -> list:
        """What Odoo answers, once for each of those who call."""
        return self.at_once(
            lambda session: session.post(f"{self.url}{route}", json={"params": params}, timeout=PATIENCE).json()
        )

    def sign(self, path: str) -> None:
        image = io.BytesIO()
        Image.new("RGB", (60, 20), "white").save(image, "PNG")
        params = {"name": "Paul Dubois", "signature": base64.b64encode(image.getvalue()).decode()}
        route = self.address(f"{path}/sign").removeprefix(self.url)
        for answer in self.call(route, params):
            assert "redirect_url" in answer.get("result", {}), answer

    @contextmanager
    def records(self):
        """(his records of a model, the events of his case with some text)."""
        with passing_environment(self.database) as env:

            def of(model):
                return env[model].search([("partner_id", "=", self.partner_id)])

            def events(kind, text=""):
                found = env["recovery.event"].search([("case_id", "=", self.case_id), ("kind", "=", kind)])
                return found.filtered(lambda event: text in event.summary)

            yield of, events
            assert env["recovery.case"].browse(self.case_id).chain_state == "intact"


def test_a_promise(site):
    debtor = Debtor(site, "Promet")
    debtor.post("promise", date=str(date.today() + timedelta(days=5)))
    with debtor.records() as (of, events):
        assert of("recovery.promise").mapped("state") == ["open"]
        assert len(events("recognition")) == 1
        assert len(events("promise").filtered(lambda event: event.channel == "email")) == 1, "one confirmation"


def test_a_dispute(site):
    debtor = Debtor(site, "Conteste")
    with passing_environment(debtor.database) as env:
        kind = env.ref("recovery_dunning.dispute_type_quality").id
    debtor.post("dispute", type=kind, claim="Rayé", files={"file": ("photo.pdf", PDF, "application/pdf")})
    with debtor.records() as (of, events):
        assert len(of("recovery.dispute").attachment_ids) == 1
        assert len(of("recovery.dispute")) == len(events("dispute")) == 1


def test_a_proof_of_payment(site):
    debtor = Debtor(site, "Prouve")
    debtor.post("proof", files={"file": ("virement.pdf", PDF, "application/pdf")})
    with debtor.records() as (of, events):
        assert len(of("recovery.hold")) == len(events("contact")) == 1


def test_a_plan_asked_for_and_signed(site):
    debtor = Debtor(site, "Echelonne")
    debtor.post("plan", months=2)
    with debtor.records() as (of, events):
        plan = of("recovery.plan")
        assert len(plan) == len(events("recognition")) == 1
        plan.action_propose()
        plan._acknowledge("cent euros", "100,00")
        path = f"/agreement/{plan.id}"
    debtor.sign(path)
    with debtor.records() as (of, events):
        assert of("recovery.plan").state == "active"
        assert len(of("recovery.plan").agreement_ids) == 1
        assert len(events("recognition", "Paul Dubois")) == 1


def wait_until(env, query: str) -> None:
    """Until the query finds something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        env.cr.execute(query)
        if env.cr.fetchone():
            return
        time.sleep(0.1)
    raise AssertionError(f"in vain: {query}")


def proposed_waiver(debtor: Debtor) -> int:
    """A waiver of 30 that the debtor has to sign."""
    with passing_environment(debtor.database) as env:
        settlement = env["recovery.settlement"]
        lines = env["account.move.line"].browse(debtor.line_id)
        values = {"kind": "waiver", "to_sign": True, "reason": "Geste commercial", "amount": 30}
        waiver = settlement.create({**settlement._prepare_for(lines), **values})
        waiver.action_settle()
        return waiver.id


def test_a_waiver_signed(site):
    debtor = Debtor(site, "Remise")
    debtor.sign(f"/waiver/{proposed_waiver(debtor)}")
    with debtor.records() as (of, events):
        assert len(of("recovery.settlement").move_ids) == 1
        assert of("account.move").filtered(lambda move: move.id == debtor.move_id).amount_residual == 70
        assert len(events("settlement", "Paul Dubois")) == 1


def test_who_signs_waits_for_who_is_at_it(site):
    """However long that takes: he is not told to try again."""
    debtor = Debtor(site, "Patiente")
    waiver_id = proposed_waiver(debtor)
    with passing_environment(debtor.database) as env, ThreadPoolExecutor(1) as pool:
        env.cr.execute("SELECT FROM recovery_settlement WHERE id = %s FOR UPDATE", [waiver_id])
        signing = pool.submit(debtor.sign, f"/waiver/{waiver_id}")
        wait_until(env, WAITS_FOR_ME)
        env.cr.rollback()
        signing.result()
    with debtor.records() as (of, _events):
        assert of("recovery.settlement").state == "done"


def test_a_payment(site):
    debtor = Debtor(site, "Paie")
    page = debtor.open("/pay", f"&line={debtor.line_id}")
    form = page.xpath("//form[@id='o_payment_form']")[0].attrib
    means = page.xpath("//input[@name='o_payment_radio']")[0].attrib
    params = {
        "provider_id": int(means["data-provider-id"]),
        "payment_method_id": int(means["data-payment-option-id"]),
        "amount": float(form["data-amount"]),
        "flow": "direct",
    }
    answers = debtor.call(form["data-transaction-route"], params)
    references = {answer["result"]["reference"] for answer in answers}
    assert len(references) == 1, answers
    (reference,) = references
    debtor.session.post(f"{debtor.url}{form['data-transaction-route']}", json={"params": params}, timeout=PATIENCE)
    data = {"reference": reference, "payment_details": "4242", "simulated_state": "done"}
    debtor.call("/payment/demo/simulate_payment", data)
    debtor.call("/payment/status/poll", {})
    debtor.call("/payment/status/poll", {})  # what had to be tried again
    with debtor.records() as (of, events):
        assert of("account.payment").mapped("amount") == [100]
        assert of("account.move").filtered(lambda move: move.id == debtor.move_id).amount_residual == 0
        assert len(events("payment")) == 1

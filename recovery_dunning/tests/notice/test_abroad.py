"""Debtors abroad: which law is quoted to them, and in which language they are written to."""

from odoo.tests import tagged

from ..common import RecoveryStory

ADDRESS = {"street": "12 High Street", "zip": "10115", "city": "Town"}
FRENCH_LAW = "French|L\\. ?441|L441|D\\. 441|civil code|Civil Code|commercial code"


@tagged("post_install", "-at_install")
class TestAbroad(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        firm = {"phase": "formal_notice", "tone": "4", "send_letter": True, "response_days": 8}
        claims = {"claim_interest": True, "claim_indemnity": True}
        cls.ladder = cls.procedure("Abroad", 1, levels={1: {**firm, **claims}}, sequence=1)
        cls.know_the_rates()

    def abroad(self, code, **values):
        country = self.env.ref(f"base.{code}")
        return self.customer(f"Debtor {code}", email=f"{code}@example.com", country_id=country.id, **ADDRESS, **values)

    def written_to(self, code, **values):
        """What a proposed formal notice says to a debtor of this country, as mail and as letter, and its claims."""
        debtor = self.abroad(code, **values)
        self.invoice(due="-40d", amount=1000, debtor=debtor)
        notice = self.propose().notice_ids.filtered(lambda notice: notice.partner_id == debtor)
        mail = self.env.ref("recovery_dunning.mail_template_formal_notice_business")
        body = mail._render_field("body_html", notice.ids, compute_lang=True)[notice.id]
        return notice, f"{body} {notice._letter_html()}"

    def test_french_law_is_quoted_in_france_alone(self):
        for code, rates in (("fr", [12.15]), ("re", [12.15]), ("de", [10.15]), ("be", [10.15]), ("us", []), ("ch", [])):
            with self.subTest(country=code):
                notice, text = self.written_to(code)
                at_home = code in ("fr", "re")
                (self.assertRegex if at_home else self.assertNotRegex)(text, FRENCH_LAW)
                line, day = notice.line_ids.move_line_id, self.on("+0d")
                account = self.env["recovery.interest"]._accounts(line, day)[0][line.id]
                self.assertEqual([float(part.rate) for part in account.segments], rates)
                indemnities = self.env["recovery.interest"]._indemnities(line.move_id, day)
                self.assertEqual(list(indemnities.values()), [40] if rates else [])

    def test_a_plan_abroad_quotes_no_french_law(self):
        for code in ("fr", "us", "de"):
            with self.subTest(country=code):
                debtor = self.abroad(code)
                move = self.invoice(due="-40d", amount=900, debtor=debtor)
                plans, lines = self.env["recovery.plan"], self.instalments(move)
                schedule = [(0, 0, {"date": self.on("+5d"), "amount": 900})]
                plan = plans.create({**plans._prepare_for(lines), "schedule_ids": schedule})
                report = "recovery_dunning.action_report_plan"
                text = self.env["ir.actions.report"]._render_qweb_html(report, plan.ids)[0].decode()
                (self.assertRegex if code == "fr" else self.assertNotRegex)(text, FRENCH_LAW)

    def test_a_german_is_written_to_in_german(self):
        for lang in ("de_DE", "es_ES", "it_IT", "nl_NL"):
            self.env["res.lang"]._activate_lang(lang)
        ours = self.env["ir.module.module"].search([("name", "=", "recovery_dunning")])
        ours._update_translations(["de_DE", "es_ES", "it_IT", "nl_NL"])
        for code, lang, words in (
            ("de", "de_DE", ("Hiermit mahnen wir Sie förmlich", "Sehr geehrte Damen und Herren", "Fällig am")),
            ("es", "es_ES", ("Por la presente le requerimos formalmente", "Vencimiento")),
            ("it", "it_IT", ("Con la presente La costituiamo in mora", "Scadenza")),
            ("nl", "nl_NL", ("Hierbij stellen wij u in gebreke", "Vervaldatum")),
        ):
            with self.subTest(lang=lang):
                notice, text = self.written_to(code, lang=lang)
                for word in words:
                    self.assertIn(word, text)
                self.assertNotRegex(text, "formal notice|Dear Sir|Due date|FORMAL NOTICE|Yours faithfully|despite")
                mail = self.env.ref("recovery_dunning.mail_template_formal_notice_business")
                subject = mail._render_field("subject", notice.ids, compute_lang=True)[notice.id]
                self.assertNotIn("FORMAL NOTICE", subject)

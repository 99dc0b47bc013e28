"""A check of a case before it is handed over: what blocks, what weakens, and the button that mends it."""

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ...engine.handoff import readiness
from ..open_items.facts import DISPUTED
from ..record.way_in import COLLECTOR, way_in

SEVERITIES = [("block", "Blocks"), ("warn", "Weakens"), ("offer", "Option")]
# which button mends it
FIXES = {
    "partner": (
        *("registration_missing", "registration_wrong", "registration_abroad", "address", "unreachable"),
        *("private_contacts", "insolvency"),
    ),
    "instalments": ("unmatched", "difference", "nothing_due", "due_date", "not_due", "in_plan", "promised"),
    "print": ("document",),
    "dispute": ("disputed",),
    "piece": ("contract",),
    "case": ("phase", "answer_waits", "formal_notice", "formal_notice_old", "answer_time", "time_barred", "limitation"),
    "registered": ("formal_notice_proof",),
    "rate": ("rate",),
}
MENDED_BY = {code: name for name, codes in FIXES.items() for code in codes}


class RecoveryCheck(models.Model):
    _name = "recovery.check"
    _description = "Check Before a Handoff"
    _order = "severity_order, case_id, id"
    _log_access = False  # made anew each time that somebody looks

    case_id = fields.Many2one("recovery.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    code = fields.Char(required=True)
    severity = fields.Selection(SEVERITIES, required=True)
    severity_order = fields.Integer(required=True)
    text = fields.Text(required=True, help="What is wrong, and what to do about it.")
    items = fields.Json(help="The ids of the invoices that it is about.")
    mending = fields.Char(compute="_compute_mending", help="Which button mends it.")

    @api.depends("code")
    def _compute_mending(self):
        for check in self:
            check.mending = MENDED_BY.get(check.code, False)

    # ---- checking -------------------------------------------------------------------------------------------------

    @api.model
    def _check(self, cases, accounts_of=None):
        """Check these cases, all of them together; their checks are replaced.

        :param accounts_of: {case: `placement_file.Account`}, where they are known
        :returns: the checks
        """
        # whoever may read a case may know what it lacks; the checks are nobody's to write
        self.sudo().search([("case_id", "in", cases.ids)]).unlink()
        values, sentences = [], self._sentences()
        for company, its_cases in cases.grouped("company_id").items():
            today = company._recovery_today()
            accounts = accounts_of or self.env["recovery.placement.file"]._accounts(its_cases, today)
            for case, facts in self.env["recovery.readiness"]._facts(its_cases, accounts, today).items():
                values += [self._prepare_check(case, found, sentences) for found in readiness.findings(facts, today)]
        return self.sudo().create(values).sudo(self.env.su)

    def _prepare_check(self, case, found, sentences):
        return {
            "case_id": case.id,
            "code": found.code,
            "severity": found.severity,
            "severity_order": [code for code, _label in SEVERITIES].index(found.severity),
            "text": sentences[found.code] % {name: self._word(case, name, v) for name, v in found.values.items()},
            "items": [item_id for item_id, _name in found.values.get("items", ())] or False,
        }

    def _sentences(self):
        """What is wrong, and what to do about it, by the code of the check."""
        return self._sentences_of_debtor() | self._sentences_of_claim() | self._sentences_of_papers()

    def _word(self, case, name, value):
        if name == "amount":
            return format_amount(self.env, float(value), case.currency_id)
        if name == "limit":
            return f"{value:,.0f} EUR".replace(",", "\u202f")  # of the law, in euros everywhere
        if name == "day":
            return format_date(self.env, value)
        if name == "items":
            names = [text for _id, text in value]
            return ", ".join(names[:5]) + (f" (+{len(names) - 5})" if len(names) > 5 else "")
        if name == "contacts":
            return ", ".join(value)
        if name in ("phase", "insolvency"):
            field = self.env["recovery.case"]._fields[name]
            return dict(field._description_selection(self.env)).get(value, value)
        return value

    def _sentences_of_debtor(self):
        return {
            "phase": self.env._("The case is not ours to place: it is in the phase “%(phase)s” %(agency)s."),
            "insolvency": self.env._(
                "The debtor is in insolvency proceedings (%(insolvency)s): nobody may ask him for payment. Declare the "
                "claim to the representative of the creditors instead (C. com. L622-24)."
            ),
            "registration_missing": self.env._("The SIREN of the debtor is not known: enter it on his form."),
            "registration_wrong": self.env._(
                "“%(number)s” is no SIREN or SIRET, its check digit is wrong: correct it on the form of the debtor."
            ),
            "registration_abroad": self.env._("The debtor has no registration number: a court will ask for it."),
            "address": self.env._("The postal address of the debtor is incomplete: enter street, postcode and town."),
            "unreachable": self.env._("Neither a mail address nor a telephone number of the debtor is known."),
            "private_contacts": self.env._(
                "Only professional contacts are handed over (GDPR, art. 5): %(contacts)s stay with us."
            ),
            "answer_waits": self.env._("The debtor has written, and nobody has answered him yet."),
            "abroad": self.env._(
                "The debtor is abroad (%(country)s): no French payment order reaches him. In the European Union there "
                "is the European order for payment."
            ),
            "small_claims": self.env._(
                "Up to %(limit)s, interest included, the simplified procedure for small claims is open too (CPCE "
                "L125-1)."
            ),
        }

    def _sentences_of_claim(self):
        return {
            "rate": self.env._("The interest cannot be computed. %(problem)s"),
            "nothing_due": self.env._("Nothing is due and undisputed: there is nothing to hand over."),
            "disputed": self.env._("%(amount)s are disputed: only the undisputed part is placed."),
            "not_due": self.env._(
                "%(amount)s are not due yet: they are not placed, and the agency does not ask for them."
            ),
            "in_plan": self.env._("%(amount)s are in a payment plan: that part is not due, and is not placed."),
            "promised": self.env._("The debtor has promised to pay, and has until %(day)s."),
            "unmatched": self.env._(
                "%(amount)s of credit notes or payments are not matched with an invoice: the debtor would be asked for "
                "too much. Match them first."
            ),
            "difference": self.env._(
                "The items less the payments differ from the ledger by %(amount)s, e.g. a payment under way: match it "
                "first."
            ),
            "currencies": self.env._(
                "The invoices are in several currencies: the mandate names the amounts in the company's currency."
            ),
            "time_barred": self.env._("The debt lapsed on %(day)s: it can no longer be claimed in court."),
            "limitation": self.env._(
                "The debt lapses on %(day)s: only a claim in court, or a recognition, stops that."
            ),
        }

    def _sentences_of_papers(self):
        return {
            "due_date": self.env._("No due date: %(items)s."),
            "document": self.env._("No document: %(items)s. Print the invoices, or add their copies as pieces."),
            "contract": self.env._(
                "No order, contract or signed delivery note is among the pieces: good for amicable recovery only."
            ),
            "formal_notice": self.env._("No formal notice has been sent: a court will ask for it."),
            "formal_notice_proof": self.env._(
                "The formal notice of %(day)s has no proof of sending: enter the number of the registered letter, or "
                "attach its receipt."
            ),
            "answer_time": self.env._(
                "The formal notice gives the debtor until %(day)s to pay: hand over after that day, or he says that he "
                "was not given the time."
            ),
            "formal_notice_old": self.env._(
                "The formal notice of %(day)s is older than three months: send another one before going to court."
            ),
        }

    # ---- mending --------------------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "read")
    def action_mend(self):
        """Whatever mends it: a form, a dialog, a print."""
        self.ensure_one()
        self.check_access("read")
        return getattr(self, f"_mend_{self.mending}")() if self.mending else False

    def _mend_partner(self):
        return {**self.partner_id._get_records_action(), "target": "new" if self.code == "address" else "current"}

    def _mend_case(self):
        return self.case_id._get_records_action()

    def _mend_instalments(self):
        return self.case_id.action_open_instalments()

    def _mend_dispute(self):
        disputes = self.env["recovery.dispute"].search(
            [("partner_id", "=", self.partner_id.id), ("state", "in", DISPUTED)]
        )
        return disputes._get_records_action(name=self.env._("Disputes"))

    def _mend_piece(self):
        return self.env["recovery.piece"]._action_add(self.case_id)

    def _mend_registered(self):
        return self.case_id._formal_notices()[:1].action_track()

    def _mend_rate(self):
        return self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_rate")

    def _mend_print(self):
        """Print the invoices that were never sent; what is no invoice needs a copy of it as a piece."""
        moves = self.env["account.move"].browse(self.items or []).exists()
        if moves and all(move.is_invoice() for move in moves):
            self.env["recovery.placement.file"]._print_invoices(moves)
            self._check(self.case_id)
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return self.env["recovery.piece"]._action_add(self.case_id, kind="invoices")

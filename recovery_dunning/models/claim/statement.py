"""The statement of account (décompte): principal, interest, indemnities and costs of instalments on a day, and how each
is computed. The arithmetic is in `engine.imputation`."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from odoo import api, fields, models
from odoo.tools import formatLang

from ...engine.interest import DAYS_OF_YEAR


class RecoveryStatement(models.TransientModel):
    _name = "recovery.statement"
    _description = "Statement of Principal, Interest and Indemnities"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, help="Interest runs up to this day, included.")
    line_ids = fields.Many2many("account.move.line", readonly=True)
    deducted = fields.Json(readonly=True, help="{instalment: what of it the debtor contests}: it is not claimed here.")
    covered = fields.Json(readonly=True, help="{instalment: what money covers of it that is not matched yet}")
    left_out = fields.Json(readonly=True, help="Which of interest, indemnity and costs are not claimed here.")
    whole = fields.Boolean(readonly=True, help="All that the debtor owes: the costs that belong to no invoice too.")
    body = fields.Html(compute="_compute_body", sanitize=False)

    @api.depends("line_ids", "date")
    @api.depends_context("lang")
    def _compute_body(self):
        for statement in self:
            statement.body = statement._body()

    def _body(self, invoices=None):
        """What the page says.

        :param invoices: of the statement, as `recovery.figures` reckons them, where that has been done already
        """
        values = {"statement": self, **self._content(invoices)}
        return self.env["ir.qweb"]._render("recovery_dunning.statement_body", values)

    @api.model
    def _formula(self, segment, currency):
        """How the amount of a segment comes about, in numbers as the reader writes them."""
        base, amount = (
            formatLang(self.env, float(number), digits=currency.decimal_places)
            for number in (segment.base, segment.amount)
        )
        rate = formatLang(self.env, float(segment.rate), digits=2)
        return f"{base} x {rate} % x {segment.days} / {DAYS_OF_YEAR} = {amount}"

    @api.model
    def _segments(self, claim):
        """The segments of one claim, as it keeps them."""
        segments = [
            SimpleNamespace(**{**part, **{name: Decimal(part[name]) for name in ("base", "rate", "amount")}})
            for part in claim.segments or ()
        ]
        for segment in segments:
            segment.date_from, segment.date_to = map(date.fromisoformat, (segment.date_from, segment.date_to))
        return segments

    @api.model
    def _segment_table(self, claim):
        """The same as a table."""
        return self.env["ir.qweb"]._render(
            "recovery_dunning.segment_table",
            {
                "segments": self._segments(claim),
                "currency": claim.currency_id,
                "words": self._words(),
                "formula": self._formula,
            },
        )

    # ---- content --------------------------------------------------------------------------------------------------

    def _content(self, invoices=None):
        """What the page says: invoices with their instalments, costs, the sums by currency and nature, the law."""
        self.ensure_one()
        invoices = self._invoices() if invoices is None else invoices
        costs = self._costs()
        kinds = {s.kind for invoice in invoices for part in invoice.instalments for s in part.segments}
        return {
            "formula": self._formula,
            "invoices": invoices,
            "costs": costs,
            "sums": self._sums(invoices, costs),
            "words": self._words(),
            "articles": self._articles(kinds, any(invoice.indemnity for invoice in invoices)),
            "interest_first": self.company_id.recovery_imputation == "interest_first",
            "imputed": any(part.movements for invoice in invoices for part in invoice.instalments),
        }

    @api.model
    def _make(self, company, debtor, lines, day, taken_off=None, **values):
        """The statement of these instalments of `debtor` as of `day`. What is contested or covered is taken off as it
        stands, unless `taken_off` says what is: ({instalment id: contested}, {instalment id: covered})."""
        disputed, covered = self.env["recovery.figures"]._deductions(lines, day) if taken_off is None else taken_off
        return self.create(
            {
                "company_id": company.id,
                "partner_id": debtor.id,
                "date": day,
                "line_ids": [(6, 0, lines.ids)],
                "deducted": {str(line_id): str(amount) for line_id, amount in disputed.items()},
                "covered": {str(line_id): str(amount) for line_id, amount in covered.items()},
                **values,
            }
        )

    @api.model
    def _make_declared(self, company, debtor, lines, judgment):
        """The statement of what is declared in insolvency proceedings: as of the judgment, which stops interest (C.
        com. L622-28). What money covers is taken off; what the debtor contests is declared too, for the
        representative of the creditors decides on it (L622-27)."""
        _disputed, covered = self.env["recovery.figures"]._deductions(lines, judgment)
        return self._make(company, debtor, lines, judgment, ({}, covered))

    def _in_company(self):
        """{nature: the sum of this statement, in the company's currency}."""
        company = self.company_id
        sums = dict.fromkeys(("principal", "interest", "indemnity", "costs"), 0.0)
        for row in self._sums(self._invoices(), self._costs()):
            for name in sums:
                sums[name] += row.currency._convert(getattr(row, name), company.currency_id, company, self.date)
        return sums

    def _invoices(self):
        """The invoices of the statement, each with its instalments, oldest first.

        :raises UserError: a rate is missing
        """
        return self.env["recovery.figures"]._reckon(
            self.company_id,
            self.line_ids,
            self.date,
            _amounts(self.deducted),
            _amounts(self.covered),
            self.left_out or (),
        )

    def _costs(self):
        """The costs on proof that are claimed, of these invoices; of the debtor, if this is all he owes."""
        if "costs" in (self.left_out or ()):
            return self.env["recovery.claim"]
        of_debtor = [("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)]
        of_invoices = [("move_id", "in", self.line_ids.move_id.ids)]
        return self.env["recovery.claim"].search(
            [("kind", "=", "cost"), ("state", "=", "shown"), *(of_debtor if self.whole else of_invoices)]
        )

    def _sums(self, invoices, costs):
        """[currency with its sums by nature; `imputed`: payments that settle interest in law, by as much as principal
        stays (C. civ. 1343-1); `unclaimed`: interest and indemnities that no message has asked for yet]"""
        claims = self.env["recovery.claim"].sudo()  # of instalments that are read
        shown = [("state", "=", "shown"), ("move_id", "in", self.line_ids.move_id.ids)]
        shown = claims.search(shown)
        asked, asked_moves = shown.move_line_id, shown.filtered(lambda claim: claim.kind == "indemnity").move_id
        sums = []
        for currency in self.line_ids.currency_id | costs.currency_id:
            its = [invoice for invoice in invoices if invoice.currency == currency]
            parts = [part for invoice in its for part in invoice.instalments]
            its_costs = costs.filtered(lambda cost, currency=currency: cost.currency_id == currency)
            row = {
                "principal": sum(part.principal for part in parts),
                "interest": sum(part.interest for part in parts),
                "imputed": sum(part.paid_interest for part in parts),
                "unclaimed": sum(part.interest for part in parts if part.line not in asked)
                + sum(invoice.indemnity for invoice in its if invoice.move not in asked_moves),
                "indemnity": sum(invoice.indemnity for invoice in its),
                "costs": sum(its_costs.mapped("amount")),
            }
            row = {name: currency.round(amount) for name, amount in row.items()}
            owed = sum(row[name] for name in ("principal", "interest", "indemnity", "costs"))
            sums.append(SimpleNamespace(currency=currency, total=currency.round(owed), **row))
        return sums

    def _words(self):
        """The kinds of rates, for a reader."""
        return {
            "ecb_plus_10": self.env._("ECB + 10 points"),
            "ecb_plus_8": self.env._("ECB + 8 points"),
            "public": self.env._("ECB, first semester, + 8 points"),
            "contract": self.env._("contract"),
            "floor": self.env._("3 x legal rate"),
            "legal": self.env._("legal rate"),
        }

    def _articles(self, kinds, indemnity):
        """The law behind each kind that the statement uses, a sentence each."""
        commercial = self.env._(
            "Article L441-10 II of the commercial code: late-payment penalties are due from the day after the date of "
            "payment, without any reminder; without a rate in the contract, at that of the European Central Bank in "
            "force on 1 January or 1 July, plus 10 points; a contract's rate is never below three times the legal one."
        )
        public = self.env._(
            "Articles L2192-13 and R2192-31 to R2192-36 of the public procurement code: the rate of the European "
            "Central Bank of the semester in which interest began to run, plus 8 points."
        )
        legal = self.env._(
            "Articles 1231-6 and 1344-1 of the civil code: interest at the legal rate from the formal notice on."
        )
        europe = self.env._("Directive 2011/7/EU: the reference rate plus 8 points.")
        law = {
            **dict.fromkeys(("ecb_plus_10", "contract", "floor"), commercial),
            "public": public,
            "legal": legal,
            "ecb_plus_8": europe,
        }
        sentences = [law[kind] for kind in sorted(kinds) if kind in law]
        if indemnity:
            sentences.append(
                self.env._("Article D2192-35 of the public procurement code: 40 EUR for each invoice paid late.")
                if self.partner_id.with_company(self.company_id)._recovery_kind() == "public"
                else self.env._(
                    "Articles L441-10 II and D441-5 of the commercial code: 40 EUR for each invoice paid late."
                )
            )
        return list(dict.fromkeys(sentences))


def _amounts(texts):
    """{instalment id: Decimal} of what a field keeps as text."""
    return {int(line_id): Decimal(text) for line_id, text in (texts or {}).items()}

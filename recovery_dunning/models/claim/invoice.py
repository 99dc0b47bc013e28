"""Claims are invoiced: one customer invoice for each debtor and currency, without VAT, and never claimed on itself."""

from types import SimpleNamespace

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..record.way_in import COLLECTOR, acting, way_in
from ..record.words import named


class RecoveryClaim(models.Model):
    _inherit = "recovery.claim"

    @way_in(COLLECTOR, "read")
    def action_invoice(self):
        """Invoice those of these claims that are open, up to today or to the day the principal was paid.

        :raises UserError: none is open, a rate is missing, or no account was chosen
        """
        self.env["account.move"].check_access("create")
        self.check_access("read")
        # who may make invoices may make this one; claims are written by nobody himself
        invoices = self.sudo().filtered(lambda claim: claim.state == "shown")._invoice()
        if not invoices:
            raise UserError(self.env._("There is nothing to invoice: only claims that are shown, and not 0, are."))
        return invoices.with_env(self.env)._get_records_action()

    @acting()
    def _invoice(self):
        """Post one invoice for each company, debtor and currency; returns them."""
        self._check_consumer()  # who he is may have become known since
        self._bring_up_to_date()
        claims = self.filtered(lambda claim: not claim.currency_id.is_zero(claim.amount))
        invoices = self.env["account.move"]
        for (company, partner, _currency), its_claims in claims.grouped(
            lambda claim: (claim.company_id, claim.partner_id, claim.currency_id)
        ).items():
            spoken = its_claims.with_company(company).with_context(
                lang=partner.lang or company.partner_id.lang or self.env.lang
            )
            invoice = spoken.env["account.move"].create(spoken._prepare_invoice())
            its_claims.invoice_id = invoice
            invoices |= invoice
        for invoice in invoices:
            invoice._recovery_post_claims()
            invoice.recovery_claimed_ids._record(self.env._("Invoiced: %s", invoice.name))
        return invoices

    def _prepare_invoice(self):
        company, today = self.company_id, self.company_id._recovery_today()
        due = fields.Date.subtract(today, days=1)  # what was claimed is due already: it stays among what is overdue
        return {
            "move_type": "out_invoice",
            "recovery_is_claim": True,
            "company_id": company.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "invoice_date_due": due,
            "invoice_origin": ", ".join(dict.fromkeys(claim.name for claim in self if claim.name)),
            "invoice_line_ids": [Command.create(claim._prepare_invoice_line()) for claim in self],
        }

    def _prepare_invoice_line(self):
        return {
            "name": self._invoice_text(),
            "quantity": 1,
            "price_unit": self.amount,
            "account_id": self.company_id._recovery_claim_account(self.kind).id,
            "tax_ids": [Command.clear()],  # a compensation, outside the scope of VAT
        }

    def _invoice_text(self):
        """Which invoice, which days, which rate."""
        if self.kind == "cost":
            return self.env._("Recovery cost: %s", self.label)
        if self.kind == "indemnity":
            return self.env._("Fixed indemnity for recovery costs, invoice %s", self.name)
        title = self.env._(
            "Late-payment interest on invoice %(invoice)s, %(first)s – %(last)s",
            invoice=self.name,
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )
        return "\n".join([title, *map(self._segment_text, self.segments or ())])

    def _segment_text(self, part):
        """A segment of `segments` in a line, as the reader writes days and numbers."""
        period = " – ".join(format_date(self.env, part[name]) for name in ("date_from", "date_to"))
        formula = self.env["recovery.statement"]._formula(SimpleNamespace(**part), self.currency_id)
        return named(self.env, period, formula)

    def _release(self):
        """Their invoice is not posted any more: they are shown again. Where a later notice has claimed more interest
        since, its claim takes these days over."""
        claims = self.filtered(lambda claim: claim.state == "invoiced")
        later = self.search(
            [("kind", "=", "interest"), ("state", "=", "shown"), ("move_line_id", "in", claims.move_line_id.ids)]
        )
        later_of = {claim.move_line_id: claim for claim in later}
        for claim in claims:
            newer = later_of.get(claim.move_line_id) if claim.kind == "interest" else None
            claim.state = "reversed" if newer else "shown"
            if newer:
                newer.replaces_id = newer.replaces_id or claim
                newer._take_amounts(self.env["recovery.interest"]._accounts(newer.move_line_id, newer.date_to)[0])


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_is_claim = fields.Boolean(
        string="Claim invoice",
        readonly=True,
        copy=False,
        prefetch="recovery",
        help="It bears neither interest nor an indemnity itself.",
    )
    recovery_claim_ids = fields.One2many(
        "recovery.claim", "move_id", string="Claims", readonly=True, groups="recovery_dunning.group_recovery_reader"
    )
    recovery_claimed_ids = fields.One2many(
        "recovery.claim", "invoice_id", string="Claims invoiced", groups="recovery_dunning.group_recovery_reader"
    )

    @way_in(COLLECTOR, "read")
    def action_recovery_explain(self):
        """How interest and indemnity of this invoice come about."""
        return self.env["recovery.statement"]._action_explain(self.line_ids)

    def _recovery_post_claims(self):
        """Post this claim invoice.

        :raises UserError: something that is installed beside us opened a dialog instead, and nothing is posted
        """
        answer = self.action_post()
        if self.state == "posted":
            return
        raise UserError(
            self.env._(
                "The invoice of the claims is not posted, and the claims stand as they did. What stopped it: %s",
                self._recovery_words_of(answer),
            )
        )

    def _recovery_post(self):
        """Post these entries, on which something else of ours stands.

        :raises UserError: something that is installed beside us opened a dialog instead, and one is not posted
        """
        answer = self.action_post()
        if left := self.filtered(lambda move: move.state != "posted"):
            raise UserError(
                self.env._(
                    "%(entry)s is not posted, and nothing was done. What stopped it: %(reason)s",
                    entry=left[:1].display_name,
                    reason=self._recovery_words_of(answer),
                )
            )

    def _recovery_words_of(self, answer):
        """What a dialog says that was opened in place of the posting."""
        asked = answer if isinstance(answer, dict) else {}
        dialog = (
            self.env[asked["res_model"]].browse(asked.get("res_id")) if asked.get("res_model") in self.env else None
        )
        texts = [asked.get("name")]
        if dialog:  # its words, whatever they are called
            texts += [dialog[name] for name, its in dialog._fields.items() if its.type == "text" and its.store]
        return "\n".join(filter(None, texts)) or self.env._("nobody said")

    def _post(self, soft=True):
        """A claim invoice is posted with the claims that it was made for."""
        posted = super()._post(soft)
        if isinstance(posted, dict):
            return posted  # newer builds of Odoo may ask something first: nothing is posted yet
        for move in posted.filtered("recovery_is_claim"):
            claims = move.sudo().recovery_claimed_ids  # who posts an invoice settles its claims
            shown = claims.filtered(lambda claim: claim.state == "shown")
            if move.currency_id.compare_amounts(sum(shown.mapped("amount")), move.amount_total):
                raise UserError(
                    self.env._(
                        "The claims of this invoice have changed since it was made, or are invoiced elsewhere: delete "
                        "it, and invoice the claims again."
                    )
                )
            shown.state = "invoiced"
        return posted

    def button_draft(self):
        result = super().button_draft()
        self.filtered(lambda move: move.state != "posted")._release_claims()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self.filtered(lambda move: move.state != "posted")._release_claims()  # newer builds may ask something first
        return result

    def _release_claims(self):
        """What a claim invoice asked for is shown again: the ledger is as before."""
        # who takes the invoice back takes back what it did to its claims
        self.filtered("recovery_is_claim").sudo().recovery_claimed_ids._release()

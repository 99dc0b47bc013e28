"""Claims follow the ledger: what was shown is what the ledger gives, whatever was corrected since; what was invoiced
and is no longer due is credited."""

from decimal import Decimal

from odoo import Command, api, fields, models

from ...engine.cover import Source
from ...engine.imputation import segments_after
from ...engine.interest import DAY, late_interest
from ...engine.regime import MissingRate
from ..open_items.facts import DISPUTED
from ..record.apart import each_apart


class RecoveryClaim(models.Model):
    _inherit = "recovery.claim"

    amount_credited = fields.Monetary(
        string="Of it credited", readonly=True, copy=False, help="What of it was invoiced, and is no longer due."
    )

    @api.model
    def _follow_ledger(self, company):
        """Every day: compute anew what claims stand on that has changed.

        :returns: {claim: why it had to be left}
        """
        ours = [("company_id", "=", company.id), ("kind", "!=", "cost"), ("move_id.state", "=", "posted")]
        left = each_apart(self.search([*ours, ("state", "=", "shown")]), lambda claims: claims._show_anew())
        invoiced = self.search([*ours, ("state", "=", "invoiced"), ("invoice_id.state", "=", "posted")])
        left.update(each_apart(invoiced, lambda claims: claims._credit_undue()))
        return left

    # ---- what is shown --------------------------------------------------------------------------------------------

    def _show_anew(self):
        """Give these claims what the ledger of today gives for their days; what is not due any more is taken back. Each
        change is written into the record."""
        changed = {}
        interest = self.filtered(lambda claim: claim.kind == "interest" and claim.move_line_id)
        accounts = interest._accounts_today(interest._deductions())
        settled_to = self._settled_to(interest.move_line_id)
        for claim in interest.filtered(lambda claim: claim in accounts):
            values = self._interest_values(accounts[claim], settled_to.get(claim.move_line_id), claim.currency_id)
            if values["segments"] != (claim.segments or []):
                changed[claim] = claim.amount
                claim.write(values)
        indemnities = self.filtered(lambda claim: claim.kind == "indemnity")
        due = indemnities._indemnities_due()
        changed.update((claim, claim.amount) for claim in indemnities.filtered(lambda claim: claim.move_id not in due))
        nothing = interest.filtered(lambda claim: claim in accounts and claim.currency_id.is_zero(claim.amount))
        gone = nothing | self.browse([claim.id for claim in changed if claim in indemnities])
        gone.state = "reversed"
        self._record_changes(
            {claim: before for claim, before in changed.items() if claim.amount != before or claim in gone}
        )

    def _indemnities_due(self):
        """The invoices of these claims that bear a fixed indemnity, as the ledger has them today."""
        due = self.env["account.move"]
        for company, claims in self.grouped("company_id").items():
            for move in self.env["recovery.interest"]._indemnities(claims.move_id, company._recovery_today()):
                due |= move
        return due

    def _record_changes(self, before):
        """Into the record of each case; `before`: {claim: its amount then}"""
        claims = self.browse([claim.id for claim in before])
        for case, its in claims.filtered("case_id").grouped("case_id").items():
            texts = [
                self.env._(
                    "%(claim)s: %(now)s in place of %(before)s",
                    claim=claim.display_name,
                    now=claim.currency_id.format(claim.amount if claim.state == "shown" else 0.0),
                    before=claim.currency_id.format(before[claim]),
                )
                for claim in its
            ]
            text = self.env._("Claims computed anew: what they stand on has changed")
            case._log("claim", lambda case, text=text: text, result="\n".join(texts))

    def _amounts_today(self):
        """{claim: what it comes to today}, by the ledger: interest runs on until the principal is paid."""
        amounts = {claim: claim.amount for claim in self}
        interest = self.filtered(lambda claim: claim.kind == "interest" and claim.move_line_id)
        settled_to = self._settled_to(interest.move_line_id)
        for claim, account in interest._accounts_today(interest._deductions(), running=True).items():
            last = settled_to.get(claim.move_line_id)
            amounts[claim] = self._interest_values(account, last, claim.currency_id)["amount"]
        return amounts

    def _accounts_today(self, deducted=None, running=False):
        """{claim of interest: the account of its instalment, up to its last day, or to the payment; `running`: up to
        today}; none where a rate is missing. `deducted`: as `recovery.interest` takes it."""
        table, accounts = self.env["recovery.rate"]._rate_table(), {}
        debts = self.env["recovery.interest"]._debts(self.move_line_id, deducted)
        for claim in self:
            today = claim.company_id._recovery_today()
            last = today if running or claim.date_paid else claim.date_to or today
            if debt := debts.get(claim.move_line_id.id):
                try:
                    accounts[claim] = late_interest(debt, table, last)
                except MissingRate:  # computed anew once it is entered
                    continue
        return accounts

    def _deductions(self):
        """{instalment id: what bears no interest for now}: what is disputed, and what an open credit covered when the
        interest was shown, as long as it covers it."""
        lines = self.move_line_id
        deducted = self._disputed_of(lines)
        shown = {
            line.move_line_id: Decimal(repr(line.credit))
            for line in self.notice_id.line_ids.filtered("credit")
            if line.move_line_id in lines
        }
        covered = self.env["recovery.open.items"]._covered(lines.browse([line.id for line in shown]))
        for line, credit in shown.items():
            # a payment without an entry lessens the balance on its day already
            parts = (part.amount for part in covered[line].parts if part.money.source is not Source.PAYMENT)
            deducted[line.id] = deducted.get(line.id, Decimal(0)) + min(credit, sum(parts, Decimal(0)))
        return deducted

    def _disputed_of(self, lines):
        """{instalment id: what of it is disputed}"""
        on_these = [("line_ids", "in", lines.ids), ("state", "in", DISPUTED)]
        disputes = self.env["recovery.dispute"].search(on_these)
        disputed = {}
        for company, its in (lines & disputes.line_ids).grouped("company_id").items():
            blocks = self.env["recovery.open.items"]._blocks(
                company, its.recovery_debtor_id.ids, company._recovery_today()
            )
            disputed.update((line.id, blocks.agreed(line.id).get("disputed", Decimal(0))) for line in its)
        return disputed

    # ---- what is invoiced -----------------------------------------------------------------------------------------

    def _credit_undue(self):
        """Prepare a credit note for what these claims asked for and the ledger does not give any more, and tell whoever
        follows the debtor."""
        undue = self._undue()
        for invoice, claims in self.browse([claim.id for claim in undue]).grouped("invoice_id").items():
            note = claims._prepare_undue_note(invoice, undue)
            for claim in claims:
                claim.amount_credited += undue[claim]
            amount = invoice.currency_id.format(sum(undue[claim] for claim in claims))
            text = self.env._(
                "%(amount)s of %(invoice)s are no longer due: post the credit note", amount=amount, invoice=invoice.name
            )
            claims._record(text)
            claims._ask_to_post(text, note)

    def _undue(self):
        """{claim: what of it is no longer due, and not credited yet}"""
        interest = self.filtered(lambda claim: claim.kind == "interest" and claim.move_line_id and claim.date_from)
        accounts = interest._accounts_today()
        indemnities = self.filtered(lambda claim: claim.kind == "indemnity")
        due_on = indemnities._indemnities_due()
        due = {claim: claim.amount if claim.move_id in due_on else 0.0 for claim in indemnities}
        for claim, account in accounts.items():
            unit = Decimal(repr(claim.currency_id.rounding))
            segments = segments_after(account.segments, claim.date_from - DAY, unit)
            due[claim] = float(sum(segment.amount for segment in segments if segment.date_to <= claim.date_to))
        undue = {
            claim: claim.currency_id.round(claim.amount - claim.amount_credited - owed) for claim, owed in due.items()
        }
        return {claim: amount for claim, amount in undue.items() if claim.currency_id.compare_amounts(amount, 0) > 0}

    def _prepare_undue_note(self, invoice, undue):
        """A draft: whoever may post it looks at it."""
        return self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "company_id": invoice.company_id.id,
                "partner_id": invoice.partner_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": invoice.company_id._recovery_today(),
                "reversed_entry_id": invoice.id,
                "ref": self.env._("No longer due of %s", invoice.name),
                "invoice_line_ids": [
                    Command.create({**claim._prepare_invoice_line(), "price_unit": undue[claim]}) for claim in self
                ],
            }
        )

    def _ask_to_post(self, text, note):
        target = self.case_id[:1] or self.partner_id[:1]
        target.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id[:1]._recovery_today(),
            summary=text,
            note=note._get_html_link(title=note.ref),
            user_id=self.company_id[:1]._recovery_in_charge(self.case_id.user_id[:1]).id,
        )

"""A remittance in the ledger: the gross pays the debtors' instalments, the fees are a bill of the agency, and what is
left on the account of agencies is the net that comes to the bank.

    Dr agencies (467)    gross   |  Cr debtors (411)    gross     entries of each day on which money was collected:
                                                                  interest ends on the day the agency was paid
    Dr fees (622), VAT   fees    |  Cr agency (401)     fees      its bill
    Dr agency (401)      fees    |  Cr agencies (467)   fees      the fees that it kept back
    Dr bank (512)        net     |  Cr agencies (467)   net       the transfer, matched as any other
"""

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, split_every

from ..record.apart import take_turn
from ..record.way_in import COLLECTOR, READER, way_in

BILL_LINES = 200  # of more the bill shows the sum
ENTRY_LINES = 50  # credits of one entry: Odoo walks all lines of an entry each time that one of them is matched


class RecoveryRemittance(models.Model):
    _inherit = "recovery.remittance"

    netting_ids = fields.Many2many(
        "account.move", "recovery_remittance_netting_rel", string="Fees kept back", readonly=True, copy=False
    )

    @way_in(COLLECTOR, "write")
    def action_book(self):
        """Book the lines that are ready; those kept aside stay, to be corrected and booked later.

        :raises AccessError: whoever books may not make accounting entries
        :raises UserError: nothing is ready, or an account is missing
        """
        self.ensure_one()
        self.check_access("write")
        self.env["account.move"].check_access("create")
        self._check_not_under_way()
        if self._takes_later(self.ready_count):
            return self._ask_to_take("book")
        self.sudo()._book()  # who may make entries may make these; nobody writes lines by hand
        return None

    def _book(self):
        take_turn(self)
        if self.state not in ("read", "booked"):
            raise UserError(self.env._("Read the file first."))
        self._check_lines()
        lines = self.line_ids.filtered(lambda line: line.state == "ready").sorted("number")
        if not lines:
            raise UserError(self.env._("There is nothing to book: every line is booked, left out or kept aside."))
        paid = lines.filtered("gross")
        entries = self._make_entries(paid)
        bill = self._make_bill(lines.filtered("fee"))
        self._net_fees(entries, bill)
        for line in lines:
            line.write({"state": "booked", "status_before": line.placement_id.status, **self._company_amounts(line)})
        self.state = "booked"
        self._record_booking(lines)
        paid.placement_id._take_stock()
        self.env["recovery.placement"]._take_news(
            {line.placement_id: line.news for line in lines.filtered("news") if line.placement_id}
        )
        self.message_post(body=self.env._("Lines booked: %s", len(lines)))

    def _company_amounts(self, line):
        """What was collected and its fee, in the company's currency."""
        own = self.company_id.currency_id
        return {
            f"{name}_company": self.currency_id._convert(line[name], own, self.company_id, line.date)
            for name in ("gross", "fee")
        }

    # ---- what the debtors paid ------------------------------------------------------------------------------------

    def _make_entries(self, lines):
        """Posted entries of each day, their credits matched with the instalments they pay; returns the entries."""
        owed = self._owed_by(lines)
        left = {item: item.amount_residual_currency for items in owed.values() for item in items}
        days, plan, rests = {}, [], lines.browse()
        for line in lines:
            days.setdefault(line.date, []).extend(self._credits_of(line, owed[line.placement_id], left))
        parts = [(day, part) for day, credits in days.items() for part in split_every(ENTRY_LINES, credits)]
        moves = self.env["account.move"].create([self._prepare_entry(*part) for part in parts])
        moves._recovery_post()
        for move, (_day, credits) in zip(moves, parts, strict=True):
            items = move.line_ids.sorted("sequence")[: len(credits)]
            for item, credit in zip(items, credits, strict=True):
                credit["line"].entry_id = move
                plan += [item | instalment for instalment in credit["pays"]]
                rests |= credit["line"] if credit["rest"] else rests
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)
        # interest and indemnities, most often
        rests.placement_id._tell_collectors(
            self.env._("The agency collected more than is invoiced: invoice the claims, or pay the rest back")
        )
        return moves

    def _owed_by(self, lines):
        """{placement: its open instalments in this currency, the oldest first}: what was placed, then the claims that
        were invoiced since."""
        placements, Line = lines.placement_id, self.env["account.move.line"]
        domain = Line._recovery_open_domain(self.company_id, placements.partner_id)
        claims = Line.search([*domain, ("move_id.recovery_is_claim", "=", True)])
        claims_of = claims.grouped(lambda item: item.recovery_debtor_id)
        owed = {}
        for placement in placements:
            items = placement.line_ids | claims_of.get(placement.partner_id, Line)
            owed[placement] = items.filtered(
                lambda item: (
                    item.currency_id == self.currency_id
                    and item.parent_state == "posted"
                    and item.amount_residual_currency > 0
                )
            ).sorted(lambda item: (item.move_id.recovery_is_claim, item.date_maturity or item.date, item.id))
        return owed

    def _credits_of(self, line, items, left):
        """The credits by which `line` pays `items`, one for each account: amount, the instalments it pays in their
        order. `left` of each is counted down. What is more than is owed stays open on the debtor's account."""
        rest, by_account = line.gross, {}
        named = items.filtered(lambda item: item.move_id == line.invoice_id)
        for item in named | items:
            paid = min(left[item], rest)
            if self.currency_id.compare_amounts(paid, 0) <= 0:
                continue
            left[item] = self.currency_id.round(left[item] - paid)
            rest = self.currency_id.round(rest - paid)
            credit = by_account.setdefault(item.account_id, {"amount": 0.0, "pays": item.browse()})
            credit["amount"] += paid
            credit["pays"] |= item
        if not self.currency_id.is_zero(rest):
            debtor = line.partner_id.with_company(self.company_id)
            account = next(iter(by_account), debtor.property_account_receivable_id)
            credit = by_account.setdefault(account, {"amount": 0.0, "pays": items.browse()})
            credit.update(amount=credit["amount"] + rest, rest=True)
        return [{"line": line, "account": account, "rest": False, **credit} for account, credit in by_account.items()]

    def _prepare_entry(self, day, credits):
        own, company, agency = self.company_id.currency_id, self.company_id, self._agency_name()
        items = []
        for credit in credits:
            line, amount = credit["line"], self.currency_id.round(credit["amount"])
            items.append(
                {
                    "name": self.env._("%(case)s collected by %(agency)s", case=line.case_id.name, agency=agency),
                    "account_id": credit["account"].id,
                    "partner_id": line.partner_id.id,
                    "currency_id": self.currency_id.id,
                    "amount_currency": -amount,
                    "balance": -self.currency_id._convert(amount, own, company, day),
                }
            )
        total = {
            "name": self.env._("Collected: %s", self.name),
            "account_id": company._recovery_agency_account().id,
            "partner_id": self.agency_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": self.currency_id.round(-sum(item["amount_currency"] for item in items)),
            "balance": own.round(-sum(item["balance"] for item in items)),
        }
        return self._prepare_move(day, [*items, total])

    def _prepare_move(self, day, items):
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.company_id._recovery_journal().id,
            "date": day,
            "ref": f"{self.name} – {self._agency_name()}",
            "line_ids": [Command.create({**item, "sequence": number}) for number, item in enumerate(items, 1)],
        }

    def _agency_name(self):
        return self.agency_id.commercial_partner_id.name

    # ---- the agency's bill ----------------------------------------------------------------------------------------

    def _make_bill(self, lines):
        """The posted bill of the fees; none where the agency bills them apart.

        :raises UserError: the bill does not come to what the file says
        """
        bill = self.env["account.move"]
        if not lines or self.agency_id.with_company(self.company_id).recovery_fees_apart:
            return bill
        bill = bill.create(self._prepare_bill(lines))
        self._round_vat(bill, self.currency_id.round(sum(lines.mapped("vat"))))
        total = self.currency_id.round(sum(lines.mapped("fee")) + sum(lines.mapped("vat")))
        if self.currency_id.compare_amounts(bill.amount_total, total):
            raise UserError(
                self.env._(
                    "The bill comes to %(bill)s, the fees of the file to %(file)s: check the agency's VAT on fees.",
                    bill=self.currency_id.format(bill.amount_total),
                    file=self.currency_id.format(total),
                )
            )
        bill._recovery_post()
        lines.bill_id = bill
        return bill

    def _prepare_bill(self, lines):
        return {
            "move_type": "in_invoice",
            "company_id": self.company_id.id,
            "partner_id": self.agency_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.date,
            "date": self.date,
            "invoice_date_due": self.date,
            "invoice_payment_term_id": False,
            "ref": self._bill_reference(),
            "invoice_origin": self.name,
            "invoice_line_ids": [Command.create(values) for values in self._prepare_bill_lines(lines)],
        }

    def _bill_reference(self):
        """The number of the agency's bill, and of what is booked later another one."""
        number = self.reference or self.name
        later = len(self.line_ids.bill_id)
        return f"{number}/{later + 1}" if later else number

    def _prepare_bill_lines(self, lines):
        """A line for each fee, or their sum where there are very many."""
        agency = self.agency_id.with_company(self.company_id)
        same = {
            "quantity": 1,
            "account_id": self.company_id._recovery_fee_account().id,
            "tax_ids": [Command.set(agency.recovery_fee_tax_id.ids)],
        }
        if len(lines) > BILL_LINES:
            fees = self.currency_id.round(sum(lines.mapped("fee")))
            return [{**same, "name": self.env._("Fees: %s cases", len(lines)), "price_unit": fees}]
        return [{**same, "name": line._bill_text(), "price_unit": line.fee} for line in lines]

    def _round_vat(self, bill, vat):
        """A cent or two that the agency rounds otherwise: its bill is booked as it is."""
        off = self.currency_id.round(vat - bill.amount_tax)
        taxes = bill.line_ids.filtered("tax_line_id")[:1]
        if off and taxes:
            bill.write({"line_ids": [Command.update(taxes.id, {"amount_currency": taxes.amount_currency + off})]})

    def _net_fees(self, entries, bill):
        """The agency kept its fees back from what it collected: its bill is paid."""
        account = self.company_id._recovery_agency_account()
        collected = entries.line_ids.filtered(lambda item: item.account_id == account)
        payable = bill.line_ids.filtered(lambda item: item.account_type == "liability_payable")
        kept = min(bill.amount_total, sum(collected.mapped("amount_currency")))
        if self.currency_id.compare_amounts(kept, 0) <= 0:
            return
        balance = self.company_id.currency_id.round(-sum(payable.mapped("balance")) * kept / bill.amount_total)
        same = {"name": self.env._("Fees kept back: %s", self.name), "partner_id": self.agency_id.id}
        same["currency_id"] = self.currency_id.id
        items = [
            {**same, "account_id": payable.account_id[:1].id, "amount_currency": kept, "balance": balance},
            {**same, "account_id": account.id, "amount_currency": -kept, "balance": -balance},
        ]
        netting = self.env["account.move"].create(self._prepare_move(self.date, items))
        netting._recovery_post()
        paid, given = netting.line_ids.sorted("sequence")
        self.env["account.move.line"]._reconcile_plan([paid | payable, given | collected])
        self.netting_ids |= netting

    # ---- what is written down -------------------------------------------------------------------------------------

    def _record_booking(self, lines):
        """Into the record of each case: what was collected, and what it cost."""
        self.env["recovery.event"].create(
            [
                {
                    "case_id": line.case_id.id,
                    "kind": "agency",
                    "summary": self.env._(
                        "%(agency)s collected %(gross)s on %(day)s, fee %(fee)s",
                        agency=self._agency_name(),
                        gross=self.currency_id.format(line.gross),
                        day=format_date(self.env, line.date),
                        fee=self.currency_id.format(line.fee),
                    ),
                    "result": line.display_name,
                }
                for line in lines
                if line.gross and line.case_id
            ]
        )

    def _moves(self):
        """The entries and bills of this remittance."""
        return self.line_ids.entry_id | self.line_ids.bill_id | self.netting_ids

    @way_in(READER, "read")
    def action_open_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        shown = {"name": self.env._("Entries"), "domain": [("id", "in", self._moves().ids)], "context": {}}
        return {**action, **shown}

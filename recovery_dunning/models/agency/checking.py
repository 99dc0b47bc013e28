"""What speaks against booking a line of a remittance: each is judged with the others, and named with its reason."""

from collections import Counter
from types import SimpleNamespace

from odoo import models
from odoo.tools import SQL, format_date

from ...engine.handoff.agency import Decimal, tier_for
from ..handoff.placement import GIVEN_BACK
from .line import ACCEPTABLE, OPEN, reference_of


class RecoveryRemittance(models.Model):
    _inherit = "recovery.remittance"

    def _check_lines(self):
        """Judge every line that is not booked or left out: it is ready, or kept aside with a reason."""
        for remittance in self:
            judge, judged = _Judge(remittance, remittance.line_ids.placement_id), {}
            for line in remittance.line_ids.sorted("number"):
                key = judge.key(line)
                if line.state not in OPEN:
                    continue
                values = judge.judge(line, key)
                if any(line[name] != value for name, value in values.items()):
                    judged[line] = values
            remittance._write_judgements(judged)

    def _judge_rows(self, rows):
        """Judge lines of this remittance that are still to be written: each row is given its judgement, and of its
        placement what is kept with the line."""
        placements = self.env["recovery.placement"].browse({row["placement_id"] for row in rows} - {None})
        judge = _Judge(self, placements)
        known = {placement.id: (placement, placement.case_id.id, placement.partner_id.id) for placement in placements}
        nowhere = placements.browse(), None, None
        for row in rows:
            placement, case_id, partner_id = known.get(row["placement_id"], nowhere)
            line = SimpleNamespace(**{**row, "placement_id": placement, "accepted_by_id": None})
            line.reference = reference_of(line)
            judged = judge.judge(line, judge.key(line))
            row.update(judged, problem=judged["problem"] or None, explanation=judged["explanation"] or None)
            row.update(case_id=case_id, partner_id=partner_id)

    def _write_judgements(self, judged):
        """Write what was found of each line, {line: values}, in one statement."""
        if not judged:
            return
        self.env.flush_all()
        columns = zip(*(values.values() for values in judged.values()), strict=True)
        state, problem, explanation, key, fee = ([value or None for value in column] for column in columns)
        query = SQL(
            """UPDATE recovery_remittance_line l
                  SET state = judged.state, problem = judged.problem, explanation = judged.explanation,
                      key = judged.key, fee_expected = COALESCE(judged.fee, 0)
                 FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::numeric[])
                      AS judged(id, state, problem, explanation, key, fee)
                WHERE l.id = judged.id""",
            *([line.id for line in judged], state, problem, explanation, key, fee),
        )
        self.env.cr.execute(query)
        names = ["state", "problem", "explanation", "key", "fee_expected"]
        lines = self.env["recovery.remittance.line"].browse(line.id for line in judged)
        lines.invalidate_recordset(names)
        lines.modified(names)


class _Judge:
    """Looks at the lines of one remittance in their order, and remembers what the ones before have taken."""

    def __init__(self, remittance, placements):
        self.remittance = remittance
        self.env = remittance.env
        self.company = remittance.company_id
        self.currency = remittance.currency_id
        self.today = self.company._recovery_today()
        self.terms = remittance._terms()
        self._seen = Counter()
        self._less = placements._less_to_collect()  # credited, cancelled, written off since
        self._left = {p: p.total - p.amount_recovered - self._less[p] for p in placements}
        self._recovered = {placement: placement.amount_recovered for placement in placements}
        self._booked = self._booked_elsewhere(placements)
        tiers = remittance.agency_id.recovery_term_ids._of(self.company)._tiers()
        self._tiers = {p: tier_for(tiers, Decimal(repr(p.total)), p.age) for p in placements} if tiers else {}

    def _booked_elsewhere(self, placements):
        """{key: its remittance} of the lines that are booked."""
        lines = self.env["recovery.remittance.line"].search_fetch(
            [
                *(("company_id", "=", self.company.id), ("state", "=", "booked")),
                *(("placement_id", "in", placements.ids), ("remittance_id", "!=", self.remittance.id)),
            ],
            ["key", "remittance_id"],
        )
        return {line.key: line.remittance_id for line in lines}

    def key(self, line):
        """What makes the line the same in another file; the second of two like lines of this file is another one."""
        same = (
            self.remittance.agency_id.id,
            line.placement_id.id,
            line.payment_reference or "",
            line.date or False,
            *(f"{amount:.2f}" for amount in (line.gross, line.fee, line.vat)),
        )
        self._seen[same] += 1
        return "|".join(map(str, (*same, self._seen[same])))

    def judge(self, line, key):
        """The values of the judgement of a line; a line that is to be booked leaves less for the ones below it."""
        problem, explanation = self.verdict(line, key) or (False, False)
        values = {
            "state": "aside" if problem else "ready",
            "problem": problem,
            "explanation": explanation,
            "key": f"{key}|{line.id}" if line.accepted_by_id else key,
            "fee_expected": self.fee_expected(line),
        }
        if not problem:
            self.take(line)
        return values

    def take(self, line):
        """The line is to be booked: less is left for the ones below it."""
        if line.placement_id:
            amount = self._in_company_currency(line)
            self._left[line.placement_id] -= amount
            self._recovered[line.placement_id] += amount

    def _in_company_currency(self, line):
        """As placed: at the rate of that day."""
        if self.currency == self.company.currency_id:
            return line.gross
        day = line.placement_id.date or self.today
        return self.currency._convert(line.gross, self.company.currency_id, self.company, day)

    def fee_expected(self, line):
        """The fee by the terms, in the remittance's currency; 0 where they do not say."""
        tier = self._tiers.get(line.placement_id)
        if tier is None or self.currency != self.company.currency_id:
            return 0.0
        before = Decimal(repr(self._recovered[line.placement_id]))
        return self.currency.round(float(tier.fee(Decimal(repr(line.gross)), before)))

    # ---- the verdict ----------------------------------------------------------------------------------------------

    def verdict(self, line, key):
        """(problem, its sentence), the weightiest first, or None."""
        for judge in (self._misread, self._unknown, self._wrong_currency, self._wrong_amounts, self._wrong_day):
            if found := judge(line):
                return found
        for judge in (self._wrong_vat, self._ended, self._too_much, self._duplicate):
            found = judge(line, key)
            if found and not (line.accepted_by_id and found[0] in ACCEPTABLE):
                return found
        return None

    def _misread(self, line):
        if not line.misread:
            return None
        misread = self.env["recovery.remittance.line"]._fields["misread"]
        column = dict(misread._description_selection(self.env))[line.misread]
        if not line.said:
            return "misread", self.env._("%s is missing.", column)
        return "misread", self.env._("%(column)s: “%(text)s” cannot be read.", column=column, text=line.said)

    def _unknown(self, line):
        if line.placement_id:
            return None
        if not line.reference:
            return "unknown", self.env._("It names no case: choose it.")
        return "unknown", self.env._("No case placed with this agency has the reference “%s”.", line.reference)

    def _wrong_currency(self, line):
        said = (line.said_currency or "").strip().upper()
        if said and said not in (self.currency.name, self.currency.symbol):
            return "currency", self.env._(
                "It is in %(said)s, the remittance in %(currency)s.", said=said, currency=self.currency.name
            )
        currencies = line.placement_id.line_ids.currency_id
        if line.gross and currencies and self.currency not in currencies:
            return "currency", self.env._(
                "What was placed is in %(placed)s, the remittance in %(currency)s.",
                placed=", ".join(currencies.mapped("name")),
                currency=self.currency.name,
            )
        return None

    def _wrong_amounts(self, line):
        if line.gross < 0:
            return "amount", self.env._("A payment that was taken back is booked by hand.")
        if line.fee < 0 or line.vat < 0:
            return "amount", self.env._("A fee that is given back is a credit note of the agency.")
        if not (line.gross or line.fee or line.news):
            return "amount", self.env._("There is no amount.")
        net = line.gross - (0.0 if self.terms["apart"] else line.fee + line.vat)
        if self.currency.compare_amounts(line.net, net):
            return "net", self.env._(
                "Collected less fee and VAT is %(net)s, the line says %(said)s.",
                net=self.currency.format(net),
                said=self.currency.format(line.net),
            )
        return None

    def _wrong_day(self, line):
        if not line.date:
            return "day", self.env._("The day is missing.")
        if line.date > self.today:
            return "day", self.env._("%s is still to come.", format_date(self.env, line.date))
        if line.placement_id.date and line.date < line.placement_id.date:
            return "day", self.env._("It was placed on %s only.", format_date(self.env, line.placement_id.date))
        return None

    def _wrong_vat(self, line, _key):
        expected = self.currency.round(line.fee * float(self.terms["rate"]) / 100)
        if abs(line.vat - expected) < 1.5 * self.currency.rounding:
            return None
        rate = f"{self.terms['rate']:f}".rstrip("0").rstrip(".")
        return "vat", self.env._(
            "VAT of %(rate)s %% on the fee is %(expected)s, the line says %(said)s.",
            rate=rate or "0",
            expected=self.currency.format(expected),
            said=self.currency.format(line.vat),
        )

    def _ended(self, line, _key):
        placement = line.placement_id
        if placement.status not in GIVEN_BACK or not line.gross or line.date <= placement.date_ended:
            return None
        return "ended", self.env._(
            "The case was taken back on %(day)s (%(status)s), before this payment.",
            day=format_date(self.env, placement.date_ended),
            status=placement._status_labels()[placement.status].lower(),
        )

    def _too_much(self, line, _key):
        left = max(self._left[line.placement_id], 0.0)
        if line.fee and not line.gross and not left and self._less[line.placement_id]:
            return "over", self.env._("No fee is due on what was cancelled, credited or given up.")
        if self.company.currency_id.compare_amounts(self._in_company_currency(line), left) <= 0:
            return None
        return "over", self.env._(
            "Of what was placed only %s is left to collect.", self.company.currency_id.format(left)
        )

    def _duplicate(self, line, key):
        if key not in self._booked:
            return None
        return "duplicate", self.env._("It was booked with %s.", self._booked[key].name)

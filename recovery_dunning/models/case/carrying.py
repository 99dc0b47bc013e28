"""An invoice is posted anew: what its instalments carried goes on with those that replace them. Made out to another
debtor, it begins anew: nothing that was said to the first, or by him, is held against the second."""

from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL, format_date

from ...engine.facts import Term, replaced
from ..record.words import named
from .carried import COLUMNS

DROPPED = {"recovery.promise": "cancelled", "recovery.plan": "cancelled", "recovery.dispute": "closed"}
LIVE = {
    "recovery.promise": ("open",),
    "recovery.plan": ("draft", "proposed", "active", "defaulted"),
    "recovery.dispute": ("open", "answered", "accepted"),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_carry_on(self, carried):
        """Put what the instalments carried on those that the invoice has now.

        :param carried: as `_recovery_note_carried` gives it
        """
        self.env.flush_all()  # the statements write tables
        before, lines = carried["items"], self._recovery_instalments()
        terms = [Term(fields.Date.to_date(item["due"]), Decimal(repr(item["amount"]))) for item in before]
        now = [Term(line.date_maturity or line.date, Decimal(repr(line.amount_currency))) for line in lines]
        heirs = {item["id"]: lines.browse() for item in before}  # instalment: those that replace it
        carriers = {}  # instalment of now: what those carried that it replaces
        for line, places in zip(lines, replaced(terms, now), strict=True):
            carriers[line] = [before[place] for place in places]
            for place in places:
                heirs[before[place]["id"]] |= line
        self._recovery_keep_exclusion(before, lines)
        same = self._recovery_is_of(carried)
        own = self._recovery_own_debtor(carried) if same else None
        for line, items in carriers.items():
            line._recovery_take_over(items if same else [], own)
        self._refresh_recovery_level()
        self._recovery_keep_holds(before, heirs)
        self._recovery_keep_notices(before, heirs if same else {})
        if same:  # what a night in draft has taken back is shown again
            shown = self.env["recovery.claim"].browse(carried.get("shown", ())).exists()
            shown.filtered(lambda claim: claim.state == "reversed").state = "shown"
        self._recovery_keep_claims(before, heirs, same and carried["currency"] == self.currency_id.id)
        self._recovery_keep_agreements(carried, heirs if same else {})
        self._recovery_tell_carried(carried, same)

    def _recovery_is_of(self, carried):
        """Whether the debtor is the one of before. A private debt is his as long as it is made out to him."""
        return carried["partner"] == self.partner_id.id or carried["debtor"] == self.recovery_debtor_id.id

    def _recovery_own_debtor(self, carried):
        """The id of whoever owes it by himself; None where the ledger says who owes it."""
        debtor = self.env["res.partner"].browse(carried["debtor"]).exists()
        is_own = debtor.recovery_private and debtor != self.commercial_partner_id
        return debtor.id if is_own and carried["partner"] == self.partner_id.id else None

    def _recovery_keep_exclusion(self, before, lines):
        """What was excluded from the follow-up stays so until somebody ends it, though Odoo forgets it."""
        if any(item["no_followup"] for item in before):
            lines.no_followup = True

    def _recovery_keep_holds(self, before, heirs):
        """A hold on an instalment is on all that replace it; whoever owes it by now, somebody ends it."""
        Hold = self.env["recovery.hold"]
        for item in before:
            holds = Hold.browse(item["links"].get("recovery.hold.line_id", ())).exists()
            first, more = heirs[item["id"]][:1], heirs[item["id"]][1:]
            holds.write({"line_id": first.id})
            for hold in holds.filtered(lambda hold: hold.state == "active"):
                for line in more:
                    hold.copy({"line_id": line.id, "date_from": hold.date_from, "user_id": hold.user_id.id})
        of_invoice = Hold.search([("move_id", "=", self.id), ("partner_id", "!=", self.recovery_debtor_id.id)])
        of_invoice.write({"partner_id": self.recovery_debtor_id.id})

    def _recovery_keep_notices(self, before, heirs):
        """A notice names the first instalment that replaces the one it asked for, each level once (rule 2). What was
        sent to another debtor names none any more, and what has not left yet does not leave."""
        links = {item["id"]: item["links"].get("recovery.notice.line.move_line_id", ()) for item in before}
        ids = [line_id for its in links.values() for line_id in its]
        notice_lines = self.env["recovery.notice.line"].browse(ids).exists()
        self._recovery_point(notice_lines, "move_line_id", None)
        taken = set()
        for item_id, its in links.items():
            for line in notice_lines.browse(its) & notice_lines:
                level = line.level_id.id if not line.void else None
                free = [heir for heir in heirs.get(item_id, ()) if level is None or (heir.id, level) not in taken]
                if free:
                    taken.add((free[0].id, level))
                    self._recovery_point(line, "move_line_id", free[0].id)
        waiting = notice_lines.filtered(lambda line: line.notice_id.state in ("proposed", "approved"))
        for notice, lines in waiting.filtered(lambda line: not line.move_line_id).grouped("notice_id").items():
            if notice.line_ids == lines:
                notice._cancel(self.env._("%s is made out anew", self.name))
            else:
                lines.unlink()

    def _recovery_point(self, records, name, line_id):
        """Set-wise, past what is frozen: it is the same debt, under the number that the ledger gives it now."""
        if not records:
            return
        table, column = SQL.identifier(records._table), SQL.identifier(name)
        query = SQL("UPDATE %s SET %s = %s WHERE id IN %s", table, column, line_id, tuple(records.ids))
        self.env.cr.execute(query)
        records.invalidate_recordset()

    def _recovery_keep_claims(self, before, heirs, same):
        """Claims go on with their instalments, on each of those that replace one, and are what the ledger gives now;
        those against another debtor, in another currency, or on what is no longer owed are taken back."""
        Claim, standing = self.env["recovery.claim"], set()
        split = []  # (claim, another instalment that replaces its own)
        for item in before:
            claims = Claim.browse(item["links"].get("recovery.claim.move_line_id", ())).exists()
            heir = heirs[item["id"]][:1]
            shown = claims.filtered(lambda claim: claim.state == "shown")
            interest = shown.filtered(lambda claim: claim.kind == "interest")
            ended = shown if not same or not heir else interest if heir in standing else Claim
            self._recovery_take_back(ended)
            if interest - ended:
                standing.add(heir)
                split += [(interest[:1], other) for other in heirs[item["id"]][1:]]
            self._recovery_point(claims, "move_line_id", heir.id or None)
        if not same:
            indemnities = [("move_id", "=", self.id), ("state", "=", "shown"), ("kind", "!=", "cost")]
            self._recovery_take_back(Claim.search(indemnities))
            return
        for claim, line in split:
            if line not in standing:
                standing.add(line)
                claim.copy({"move_line_id": line.id, "segments": False, "amount": 0.0})
        self.env.flush_all()
        Claim.search([("move_id", "=", self.id), ("state", "=", "shown"), ("kind", "!=", "cost")])._show_anew()

    def _recovery_take_back(self, claims):
        """Reverse claims with all that they replaced."""
        claims._record(self.env._("Taken back: %s is posted anew", self.name))
        while claims:
            claims._reverse()
            claims = claims.replaces_id.filtered(lambda claim: claim.state == "shown")

    def _recovery_keep_agreements(self, carried, heirs):
        """What was agreed or noted on instalments is on those that replace them."""
        before, lines = carried["items"], self._recovery_instalments()
        for field in self._recovery_agreement_fields():
            on = {}  # record: the instalments of now that it is on
            for item in before:
                for record_id in item["links"].get(str(field), ()):
                    on[record_id] = on.get(record_id, lines.browse()) | heirs.get(item["id"], lines.browse())
            records = self.env[field.model_name].browse(on).exists()
            if records:
                self._recovery_relink(field, records, [item["id"] for item in before] + lines.ids, on)
                if field.model_name in LIVE:
                    self._recovery_adapt(carried, records, on)

    def _recovery_relink(self, field, records, line_ids, on):
        """Write the relation anew: `on` gives the instalments of each record."""
        names = {
            "table": SQL.identifier(field.relation),
            "its": SQL.identifier(field.column1),
            "line": SQL.identifier(field.column2),
        }
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s WHERE %(its)s IN %(records)s AND %(line)s IN %(lines)s",
                **names,
                records=tuple(records.ids),
                lines=tuple(line_ids),
            )
        )
        pairs = [(record.id, line.id) for record in records for line in on[record.id]]
        for record_id, line_id in pairs:
            query = SQL(
                "INSERT INTO %(table)s (%(its)s, %(line)s) VALUES (%(a)s, %(b)s)", **names, a=record_id, b=line_id
            )
            self.env.cr.execute(query)
        records.invalidate_recordset([field.name])
        records.modified([field.name])

    def _recovery_adapt(self, carried, agreements, on):
        """The amounts of live agreements follow the invoice; one that is on nothing any more is dropped, not broken."""
        was = self.env["res.currency"].browse(carried["currency"])
        face = {item["id"]: item["amount"] for item in carried["items"]}
        for agreement in agreements.filtered(lambda one: one.state in LIVE[one._name]):
            key = f"{agreement._name}.line_ids"
            of_it = [item["id"] for item in carried["items"] if agreement.id in item["links"].get(key, ())]
            change = (sum(on[agreement.id].mapped("amount_currency")), sum(face[item_id] for item_id in of_it))
            agreement._follow_invoice(self, was, *change)

    def _recovery_tell_carried(self, carried, same):
        """Say in the record what became of what the instalments carried."""
        was = self.env["res.partner"].browse(carried["debtor"]).exists()
        cases = self.env["recovery.case"]._of(self.company_id, was)
        if not same:
            text = self.env._(
                "%s is made out anew to another debtor: nothing of it is asked for here any more", self.name
            )
        else:
            text = self.env._(
                "%s is posted anew: what its instalments carried goes on with those that replace them", self.name
            )
        currency = self.currency_id.browse(carried["currency"])
        before = [
            named(self.env, format_date(self.env, item["due"]), currency.format(item["amount"]))
            for item in carried["items"]
        ]
        now = [
            named(self.env, format_date(self.env, line.date_maturity), line.currency_id.format(line.amount_currency))
            for line in self._recovery_instalments()
        ]
        cases._log("note", lambda case: text, result="\n".join([*before, "→", *(now if same else ())]))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _recovery_take_over(self, items, own_debtor_id):
        """This instalment has reached what the highest of those has reached that it replaces, on the same day."""
        levels = self.env["recovery.level"].browse(filter(None, (item["recovery_level_id"] for item in items))).exists()
        highest = levels.sorted("rank")[-1:]
        values = {**dict.fromkeys((*COLUMNS, "recovery_date")), "recovery_own_debtor_id": own_debtor_id}
        if items:
            top = next((item for item in items if item["recovery_level_id"] == highest.id), {})
            values["recovery_level_id"] = highest.id or None
            values["recovery_date"] = top.get("recovery_date")
            values["recovery_procedure_id"] = top.get("recovery_procedure_id")
        self._recovery_write_own(values)

"""What expectations are made of, read for some hundred debtors at a time: how each has paid, what is open of him, and
what was said of it."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL, format_date

from ...engine.board import drift, forecast
from ...engine.board.expectation import Source, Word, trust
from ...engine.cover import IN_HAND
from ..open_items.facts import among, debtor_class, plan_in_force, promise_stands

SAMPLE = 1500  # debtors of whom a class learns how it pays
LATEST = 120  # payments of a debtor: older ones say nothing more
PROMISES_DAYS = 730


class Item(NamedTuple):
    """An open instalment, as `expectation.expect` takes it. `open`: less what is paid and not matched yet, which `paid`
    names; `nothing`: why nothing is expected of it."""

    line_id: int
    debtor_id: int
    due: object
    open: float
    habit: forecast.Habit
    words: tuple
    kept: float
    disputed: bool
    paid: str
    nothing: str | None


class Habits:
    """How the debtors of a company pay, as of today. `parts`, `opens`: tables of `recovery.past`."""

    def __init__(self, env, company, today, parts, opens):
        self.company, self.today, self._parts, self._opens = company, today, parts, opens
        self.env = env(context={**env.context, "lang": company.partner_id.lang or env.user.lang})
        monday = today - timedelta(days=today.weekday())
        self.mondays = [monday + timedelta(days=7 * week) for week in range(forecast.WEEKS + 1)]
        self._effects = drift.effects(self._moments())
        self._groups = self._class_groups()
        self._kept = self._promises_kept()
        self._covers = self.env["recovery.open.items"]._covering(company)
        self._say = self._sentences()

    def debtor_ids(self):
        """The debtors of whom something is open."""
        query = SQL(
            "SELECT DISTINCT debtor_id FROM %s WHERE open > 0 AND debtor_id IS NOT NULL ORDER BY 1", self._opens
        )
        return [debtor_id for (debtor_id,) in self.env.execute_query(query)]

    def _moments(self):
        """The sums of each debtor of whom enough is known, made by the database."""
        query = SQL(
            """SELECT SUM(w), SUM(w * x), SUM(w * d), SUM(w * y), SUM(w * x * x), SUM(w * x * d), SUM(w * d * d),
                      SUM(w * x * y), SUM(w * d * y), SUM(w * y * y)
                 FROM (SELECT debtor_id, weight AS w, (due - %s)::float8 AS x, disputed::int::float8 AS d,
                              %s AS y FROM %s) its
             GROUP BY debtor_id HAVING COUNT(*) > 1""",
            self.today,
            SQL("LEAST(GREATEST(day - due, %s), %s)::float8", *forecast.DAYS),
            self._parts,
        )
        for row in self.env.execute_query(query):
            yield drift.Moments(*row)

    def _histories(self, debtors):
        """(debtor id, [`drift.Seen`]) of the debtors that a condition on `part.debtor_id` names."""
        query = SQL(
            """SELECT debtor_id, array_agg(days), array_agg(ago), array_agg(disputed), array_agg(weight)
                 FROM (SELECT part.debtor_id, LEAST(GREATEST(part.day - part.due, %s), %s) AS days, %s - part.due AS
                 ago,
                              part.disputed, part.weight,
                              row_number() OVER (PARTITION BY part.debtor_id ORDER BY part.day DESC) AS place
                         FROM %s part WHERE %s) its
                WHERE place <= %s GROUP BY debtor_id""",
            *forecast.DAYS,
            self.today,
            self._parts,
            debtors,
            LATEST,
        )
        for debtor_id, *columns in self.env.execute_query(query):
            yield debtor_id, [drift.Seen(*row) for row in zip(*columns, strict=True)]

    def _class_groups(self):
        """{class of debtor: `forecast.Group`}, of a sample that is the same every night."""
        sample = SQL(
            """part.debtor_id IN (SELECT debtor_id FROM (SELECT DISTINCT debtor_id FROM %s) its
                                WHERE debtor_id IS NOT NULL ORDER BY hashint4(debtor_id) LIMIT %s)""",
            self._parts,
            SAMPLE,
        )
        histories = dict(self._histories(sample))
        classes = self._facts(list(histories))
        by_class = defaultdict(list)
        for debtor_id, seen in histories.items():
            by_class[classes[debtor_id].debtor_class].append(seen)
        groups = {name: forecast.group(its, self._effects) for name, its in by_class.items()}
        groups[None] = forecast.group(histories.values(), self._effects)
        return groups

    def _group(self, debtor_class):
        """The group of a class, or of all debtors where too few of the class have paid."""
        own = self._groups.get(debtor_class)
        return own if own and own.count >= forecast.LEAST_OF_GROUP else self._groups[None]

    def _facts(self, debtor_ids):
        """{debtor id: (class, why nothing is expected)}"""
        if not debtor_ids:
            return {}
        key = str(self.company.id)
        query = SQL(
            """SELECT deb.id, %s, deb.recovery_insolvency ->> %s IS NOT NULL,
                      EXISTS (SELECT FROM recovery_case rc WHERE rc.partner_id = deb.id AND rc.company_id = %s
                                 AND rc.phase = 'legal')
                 FROM res_partner deb WHERE deb.id IN %s""",
            debtor_class("deb", key),
            key,
            self.company.id,
            among(debtor_ids),
        )
        return {debtor_id: _Facts(*its) for debtor_id, *its in self.env.execute_query(query)}

    def _promises_kept(self):
        """{debtor id: how likely he keeps a promise}; one kept in part is kept by half."""
        query = SQL(
            """SELECT partner_id, SUM(CASE state WHEN 'kept' THEN 1 WHEN 'partial' THEN 0.5 ELSE 0 END), COUNT(*)
                 FROM recovery_promise
                WHERE company_id = %s AND state IN ('kept', 'partial', 'broken') AND date_until >= %s
                  AND lifecycle_id IS NULL GROUP BY partner_id""",
            self.company.id,
            self.today - timedelta(days=PROMISES_DAYS),
        )
        return {debtor_id: trust(float(kept), due) for debtor_id, kept, due in self.env.execute_query(query)}

    def items(self, debtor_ids):
        """The `Item`s that are open of these debtors."""
        facts, histories = (
            self._facts(debtor_ids),
            dict(self._histories(SQL("part.debtor_id IN %s", among(debtor_ids)))),
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT o.debtor_id, o.line_id, o.due, o.open, o.rate,
                          EXISTS (SELECT FROM recovery_dispute_line_rel rel
                                    JOIN recovery_dispute d ON d.id = rel.dispute_id
                                     AND d.state IN ('open', 'answered', 'accepted')
                                   WHERE rel.line_id = o.line_id)
                     FROM %s o WHERE o.open > 0 AND o.debtor_id IN %s ORDER BY o.debtor_id, o.due, o.line_id""",
                self._opens,
                among(debtor_ids),
            )
        )
        rests, names = self._rests(debtor_ids, rows)
        words = self._words(rests)
        habits = {}
        for debtor_id, line_id, due, _amount, _rate, disputed in rows:
            if debtor_id not in habits:
                group = self._group(facts[debtor_id].debtor_class)
                habits[debtor_id] = forecast.Habit(histories.get(debtor_id, ()), group, self._effects)
            said, kept = tuple(words.get(line_id, ())), self._kept.get(debtor_id, trust(0, 0))
            rest, paid = rests[line_id][0], names.get(line_id, "")
            nothing = self._nothing(facts[debtor_id], rest, paid)
            yield Item(line_id, debtor_id, due, rest, habits[debtor_id], said, kept, disputed, paid, nothing)

    def _rests(self, debtor_ids, rows):
        """({line id: (what is open less what its debtor has paid and nobody has matched yet, rate)}, {line id: what
        that money is called}) of `rows` (debtor id, line id, due, open, rate, …)."""
        covers, currency = self._covers(debtor_ids), self.company.currency_id
        rests, names = {}, {}
        for debtor_id, line_id, _due, amount, rate, *_its in rows:
            parts = covers[debtor_id].of(line_id).parts
            parts = [part for part in parts if part.money.source in IN_HAND and not part.money.decide]
            paid = float(sum((part.amount for part in parts), Decimal(0))) * float(rate)
            rests[line_id] = (max(currency.round(float(amount) - paid), 0.0), float(rate))
            if parts:
                names[line_id] = ", ".join(dict.fromkeys(part.money.name for part in parts if part.money.name)) or "–"
        return rests, names

    def _nothing(self, facts, rest, paid):
        if paid and not rest:
            return self._say["paid"] % {"name": paid}
        if facts.insolvent:
            return self._say["insolvent"]
        return self._say["legal"] if facts.legal else None

    def _words(self, opens):
        """{line id: [`Word`]} of promises that may still be kept and of plans in force. What was said of several
        instalments is for the oldest first. `opens`: {line id: (open, rate)}, the oldest first."""
        words = defaultdict(list)
        if not opens:
            return words
        lines = among(opens)
        promises = self.env.execute_query(
            SQL(
                """SELECT CASE WHEN pr.lifecycle_id IS NULL THEN 'promise' ELSE 'lifecycle' END, pr.amount,
                          ARRAY_AGG(rel.line_id), pr.date, pr.date_until
                     FROM recovery_promise pr JOIN recovery_promise_line_rel rel ON rel.promise_id = pr.id
                    WHERE rel.line_id IN %s AND pr.company_id = %s AND %s GROUP BY pr.id ORDER BY pr.date""",
                lines,
                self.company.id,
                promise_stands("pr", self.today),
            )
        )
        said = [(source, line_ids, [(day, until, amount)]) for source, amount, line_ids, day, until in promises]
        plans = self.env.execute_query(
            SQL(
                """SELECT pl.id, ARRAY_AGG(rel.line_id) FROM recovery_plan pl
                     JOIN recovery_plan_instalment_rel rel ON rel.plan_id = pl.id
                    WHERE rel.line_id IN %s AND pl.company_id = %s AND %s GROUP BY pl.id""",
                lines,
                self.company.id,
                plan_in_force("pl"),
            )
        )
        for plan_id, line_ids in plans:
            # the nightly job reads what was agreed on, whoever started it
            payments = self.env["recovery.plan"].sudo().browse(plan_id).schedule_ids.sorted("date")
            said.append(("plan", line_ids, [(its.date, its.date, its.amount - its.paid) for its in payments]))
        order = {line_id: place for place, line_id in enumerate(opens)}
        for source, line_ids, payments in said:
            left = {line_id: opens[line_id][0] for line_id in sorted(line_ids, key=order.get)}
            for day, until, amount in payments:
                for line_id in left:
                    whole, rate = opens[line_id]
                    taken = min(amount * rate, left[line_id])
                    if taken > 0:
                        words[line_id].append(Word(Source(source), day, until, taken / whole))
                        left[line_id] -= taken
                        amount -= taken / rate
        return words

    # ---- in words ---------------------------------------------------------------------------------------------------

    def _sentences(self):
        return {
            "paid": self.env._("Paid and not matched yet: %(name)s."),
            "in_part": self.env._("Paid in part and not matched yet: %(name)s."),
            "insolvent": self.env._("He is insolvent: nothing is expected."),
            "legal": self.env._("In court: nothing is expected before a decision."),
            "own": self.env._("He pays %(days)s days after the due date on average (%(count)s payments)."),
            "few": self.env._(
                "Too few payments of his own (%(count)s): as debtors of his kind pay, %(days)s days after the due date."
            ),
            "age": self.env._("Not paid for %(age)s days past due."),
            "disputed": self.env._("In dispute: such instalments come %(days)s days later."),
            "promise": self.env._("Promised for %(day)s; he keeps about %(kept)s %% of his promises."),
            "plan": self.env._("By his payment plan, on %(day)s."),
            "lifecycle": self.env._("His platform says that it was sent; expected on %(day)s."),
        }

    def reason(self, item, found):
        """Why an instalment is expected on that day."""
        said = [self._say["in_part"] % {"name": item.paid}] if item.paid else []
        if item.words and found.source is not Source.BEHAVIOUR:
            day = format_date(self.env, found.day)
            return " ".join([*said, self._say[found.source.value] % {"day": day, "kept": round(100 * item.kept)}])
        known = "own" if item.habit.count >= forecast.LEAST_OF_OWN else "few"
        said.append(self._say[known] % {"days": round(item.habit.level), "count": item.habit.count})
        if item.disputed and self._effects.disputed >= 1:
            said.append(self._say["disputed"] % {"days": round(self._effects.disputed)})
        if (age := (self.today - item.due).days) > 0:
            said.append(self._say["age"] % {"age": age})
        return " ".join(said)


class _Facts(NamedTuple):
    debtor_class: str
    insolvent: bool
    legal: bool

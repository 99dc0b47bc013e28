"""The book: the open receivables of a company, read from the ledger a chunk of debtors at a time.

It turns rows into the engine's values and nothing else. Nothing read here is kept: every run, every
sending and every screen reads again.
"""

from collections import namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL, split_every

from ...engine import ladder
from .facts import DEBTOR, DUE, LAPSES_FROM, NO_FACT, NOBODY, Rows, among, born_after_judgment

PARTNER, OWN_DEBTOR = SQL("l.partner_id"), SQL("l.recovery_own_debtor_id")  # of the item `l`
CHUNK = 2500  # debtors read in one go: memory stays flat however many there are


class RecoveryOpenItems(models.AbstractModel):
    _name = "recovery.open.items"
    _description = "Open Receivables, Read Set-Wise"

    @api.model
    def _debtors(self, company, day, partners=None, sending=None, until=None, debtor_ids=None):
        """Yield lists of `ladder.Debtor`, a chunk at a time.

        :param partners: only these debtors (commercial partners) and all that is open with them; without it,
            every debtor with something overdue or within reach of the earliest preventive level on `day`
        :param sending: the run whose notices are leaving: they count neither as contacts nor as pending
        :param until: the last day that is looked ahead to, if it is not `day`
        :param debtor_ids: a part of everybody, as `_everybody` gives them
        """
        self.env.flush_all()  # the queries below read tables
        rules = self.env["recovery.procedure"]._rules(company)
        choose = self.env["recovery.procedure"]._chooser(company)
        horizon = None if partners else self._horizon(rules, day, until)
        money, convert = self._money(company), self._convert(company)
        taken_out = self._taken_out(company, day)
        texts = any(level.by_phone for procedure in rules.procedures.values() for level in procedure.levels)
        if debtor_ids is None:
            debtor_ids = partners.ids if partners else self._debtor_ids(company, horizon)
        for chunk in split_every(CHUNK, debtor_ids):
            facts = self._debtor_facts(company, chunk, day, sending)
            correspondents = self._correspondents(company, chunk, texts)
            blocks = self._blocks(company, chunk, day)
            rows = self._instalment_rows(company, chunk, horizon, sending)
            covered = money(rows)
            lapsed = self._time_barred(company, facts, rows, day)
            debtors = []
            for debtor_id in chunk:
                fact = facts.get(debtor_id, NO_FACT)
                instalments = tuple(
                    self._instalment(
                        row,
                        rules,
                        choose(fact, row.procedure_id, row.amount)[0],
                        taken_out=row.id in taken_out,
                        time_barred=row.id in lapsed,
                        after_judgment=born_after_judgment(row, fact),
                        addresses=correspondents.addresses(debtor_id, row.address_id),
                        **blocks.on(row),
                    )
                    for row in rows[debtor_id]
                )
                debtors.append(
                    self._debtor(
                        fact,
                        id=debtor_id,
                        instalments=instalments,
                        money=covered[debtor_id],
                        convert=convert,
                        **correspondents.of(debtor_id),
                    )
                )
            yield debtors

    @api.model
    def _everybody(self, company, day):
        """The ids of all debtors of whom a proposal of that day decides something; `NOBODY` may be among them."""
        self.env.flush_all()  # the query reads tables
        return self._debtor_ids(company, self._horizon(self.env["recovery.procedure"]._rules(company), day))

    def _horizon(self, rules, day, until=None):
        """The last due date that is within reach of a level of these rules on `day`, or by `until`."""
        reach = min([0, *(level.delay for level in rules.levels.values())])
        return (until or day) - timedelta(days=reach)

    @api.model
    def _outlook(self, lines):
        """What comes next for each of `lines` as of today: {line id: `ladder.Move` or `ladder.Refusal`}."""
        outlook = {}
        for company, company_lines in lines.grouped("company_id").items():
            day = company._recovery_today()
            partners = company_lines.recovery_debtor_id
            for debtors in self._debtors(company, day, partners=partners) if partners else ():
                for debtor in debtors:
                    proposal = ladder.propose(debtor, day)
                    outlook.update((r.instalment.id, r) for r in proposal.refusals)
                    outlook.update((m.instalment.id, m) for message in proposal.messages for m in message.moves)
        return outlook

    @api.model
    def _choices(self, lines):
        """The ladder of each of `lines`: {line id: (`recovery.procedure`, why this one)}, the empty procedure and no
        reason where none applies."""
        choices = {}
        for company, company_lines in lines.grouped("company_id").items():
            facts, choose = self._choice_facts(company, company_lines.recovery_debtor_id)
            for line in company_lines:
                fact = facts.get(line.recovery_debtor_id.id, NO_FACT)
                own = line.move_id.recovery_procedure_id.id
                choices[line.id] = self._choice(fact, *choose(fact, own, line.balance))
        return choices

    def _choice_facts(self, company, partners):
        """What chooses the ladders of `partners` in `company`: their facts, and the function that chooses."""
        self.env.flush_all()  # the query reads tables
        facts = self._debtor_facts(company, partners.ids, company._recovery_today(), None) if partners else {}
        return facts, self.env["recovery.procedure"]._for_company(company)._chooser(company)

    def _choice(self, fact, procedure_id, reason):
        procedure = self.env["recovery.procedure"].browse(procedure_id)
        return procedure, procedure._reason_text(reason, fact) if procedure else False

    def _instalment(self, row, rules, procedure_id, **facts):
        """One row of `_instalment_rows` as the engine takes it, on the ladder `procedure_id` of `rules`."""
        return ladder.Instalment(
            id=row.id,
            move_id=row.move_id,
            currency_id=row.currency_id,
            due=row.due,
            residual=Decimal(repr(row.residual)),
            residual_company=Decimal(repr(row.residual_company)),
            procedure=rules.procedures.get(procedure_id),
            reached=rules.levels.get(row.level_id),
            reached_on=row.reached_on,
            no_followup=row.no_followup,
            discount=Decimal(repr(row.discount)) if row.discount_until else ladder.ZERO,
            discount_until=row.discount_until,
            pending=row.pending,
            **facts,
        )

    def _debtor(self, fact, **values):
        return ladder.Debtor(
            phase=fact.phase or "amicable",
            last_contact=fact.last_contact,
            contacts=tuple(fact.contacts or ()),
            calls=tuple(fact.calls or ()),
            heard=fact.heard or 0,
            insolvent=bool(fact.insolvency),
            **values,
        )

    def _open_items(self, company, joins=None):
        """FROM and WHERE of the one domain on which everything here works: open posted receivables."""
        return SQL(
            """FROM account_move_line l
               JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
               JOIN account_move m ON m.id = l.move_id
          LEFT JOIN res_partner p ON p.id = l.partner_id %s
              WHERE l.company_id = %s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE""",
            joins or SQL(),
            company.id,
        )

    def _of_debtors(self, debtor_ids):
        """The items of these debtors; `NOBODY` may be among them."""
        theirs = self._items_of(tuple(debtor_ids))
        nobodys = SQL("(l.partner_id IS NULL AND l.recovery_own_debtor_id IS NULL OR %s)", theirs)
        return nobodys if NOBODY in debtor_ids else theirs

    def _items_of(self, debtors, partner=PARTNER, own=OWN_DEBTOR):
        """The items of debtors, given as their ids or as a subquery: asked for as arrays, they are found by the indexes
        of partners and own debtors, however many items others have."""
        return SQL(
            """(%(partner)s = ANY (ARRAY(SELECT id FROM res_partner WHERE recovery_debtor_id IN %(debtors)s))
                AND %(own)s IS NULL
                OR %(own)s = ANY (ARRAY(SELECT id FROM res_partner WHERE id IN %(debtors)s)))""",
            debtors=debtors if isinstance(debtors, SQL) else among(debtors),
            partner=partner,
            own=own,
            to_flush=self.env["res.partner"]._fields["recovery_debtor_id"],
        )

    def _debtor_ids(self, company, horizon):
        query = SQL(
            """SELECT DISTINCT COALESCE(%s, %s) %s
                  AND l.amount_residual > 0 AND %s <= %s
                ORDER BY 1""",
            DEBTOR,
            NOBODY,
            self._open_items(company),
            DUE,
            horizon,
        )
        return [debtor_id for (debtor_id,) in self.env.execute_query(query)]

    def _instalment_rows(self, company, debtor_ids, horizon, sending):
        """The open instalments of the debtors, {debtor id: rows}. `pending`: on a notice that has not left."""
        condition = SQL(
            "%s %s",
            self._of_debtors(debtor_ids),
            SQL("AND %s <= %s", DUE, horizon) if horizon else SQL(),
        )
        pending = SQL(  # from the instalment, whatever PostgreSQL believes of tables that a run is filling
            """COALESCE((SELECT TRUE FROM recovery_notice_line nl
                          WHERE nl.move_line_id = l.id AND nl.void IS NOT TRUE
                            AND (SELECT n.state IN ('proposed', 'approved') AND n.run_id != %s
                                   FROM recovery_notice n WHERE n.id = nl.notice_id)
                          LIMIT 1), FALSE)""",
            sending.id if sending else 0,
        )
        rows = {debtor_id: [] for debtor_id in debtor_ids}
        for row in self._rows(self._instalment_query(company, condition, pending)):
            rows[row.debtor_id].append(row)
        return rows

    def _instalment_query(self, company, condition, pending):
        """The open instalments of `company` that meet a condition on the item `l` and its entry `m`. `discount`:
        what an early payment takes off."""
        return SQL(
            """SELECT l.id, l.move_id, COALESCE(%(debtor)s, %(nobody)s) AS debtor_id, l.currency_id,
                      %(due)s AS due, l.amount_residual_currency AS residual, l.amount_residual AS residual_company,
                      l.balance AS amount, %(lapses_from)s AS service_date,
                      l.recovery_level_id AS level_id, l.recovery_date AS reached_on,
                      COALESCE(l.no_followup, FALSE) AS no_followup, m.name AS number, m.payment_reference,
                      m.recovery_procedure_id AS procedure_id, COALESCE(m.partner_id, l.partner_id) AS address_id,
                      l.discount_date AS discount_until, l.amount_currency - l.discount_amount_currency AS discount,
                      %(pending)s AS pending
                 %(open)s AND %(condition)s AND l.amount_residual > 0 AND l.amount_residual_currency > 0""",
            debtor=DEBTOR,
            nobody=NOBODY,
            due=DUE,
            lapses_from=LAPSES_FROM,
            pending=pending,
            open=self._open_items(company),
            condition=condition,
        )

    def _reads(self, company, day):
        """What a proposal for `company` on `day` reads, as `Rows`: here what the methods above read, and the rules."""
        version = SQL("l.id || ' ' || l.xmin || l.ctid || m.xmin || m.ctid")
        yield Rows("account_move_line account_move", version=version, source=self._open_items(company))
        yield Rows("account_account")
        for table in (
            "recovery_procedure",
            "recovery_level",
            "mail_activity_type",
            "recovery_profile",
            "res_company",
            "res_partner_category",
        ):
            yield Rows(table)
        for noun in ("recovery_profile", "res_country", "res_partner_category"):
            yield Rows(f"recovery_procedure_{noun}_rel")

    @api.model
    def _fingerprint(self, company, day):
        """A text that is the same as long as nothing changes of what a proposal for `company` on `day` reads: each
        reader says so next to its query, in `_reads`.

        It costs a small part of reading. A change that does not matter may show: then a proposal is made once more
        than needed.
        """
        self.env.flush_all()
        sums = SQL(", ").join(
            SQL(
                "(SELECT COUNT(*) || '.' || COALESCE(SUM(hashtextextended(%s, 0)), 0) %s)",
                rows.version,
                rows.source or SQL("FROM %s t WHERE %s", SQL.identifier(rows.tables), rows.condition),
            )
            for rows in self._reads(company, day)
        )
        return " ".join(self.env.execute_query(SQL("SELECT %s", sums))[0])

    def _rows(self, query):
        self.env.cr.execute(query)
        Row = namedtuple("Row", [column.name for column in self.env.cr.description], rename=True)
        return [Row(*values) for values in self.env.cr.fetchall()]

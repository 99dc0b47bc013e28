"""The book: the open receivables of a company, read from the ledger a chunk of debtors at a time.

It turns rows into the engine's values and nothing else. Nothing read here is kept: every run, every
sending and every screen reads again.
"""

from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL, split_every

from ...engine import ladder
from .facts import NO_FACT, NOBODY, BankLines, DebtorFact

CHUNK = 1000  # debtors read in one go: memory stays flat however many there are


class RecoveryOpenItems(models.AbstractModel):
    _name = "recovery.open.items"
    _description = "Open Receivables, Read Set-Wise"

    @api.model
    def _debtors(self, company, day, partners=None, sending=None, until=None):
        """Yield lists of `ladder.Debtor`, a chunk at a time.

        :param partners: only these debtors (commercial partners) and all that is open with them; without it,
            every debtor with something overdue or within reach of the earliest preventive level on `day`
        :param sending: the run whose notices are leaving: they count neither as contacts nor as pending
        :param until: the last day that is looked ahead to, if it is not `day`
        """
        self.env.flush_all()  # the queries below read tables
        procedures = self.env["recovery.procedure"]._for_company(company)
        rules = procedures._engine_procedures()
        all_levels = procedures.with_context(active_test=False).search([]).level_ids
        levels = {level.id: level._engine_level() for level in all_levels}
        choose = procedures._chooser(company)
        horizon = None if partners else day - timedelta(days=min([0, *(level.delay for level in levels.values())]))
        horizon = horizon + (until - day) if horizon and until else horizon
        bank = self._bank_lines(company)
        taken_out = self._taken_out(company, day)
        debtor_ids = partners.ids if partners else self._debtor_ids(company, horizon)
        for chunk in split_every(CHUNK, debtor_ids):
            facts = self._debtor_facts(company, chunk, day, sending)
            people = self._people(chunk)
            credits = self._credits(company, chunk)
            holds = self._holds(company, chunk, day)
            agreements = self._agreements(company, chunk, day)
            rows = defaultdict(list)
            for row in self._instalment_rows(company, chunk, horizon, sending):
                rows[row.debtor_id].append(row)
            lapsed = self._time_barred(company, facts, rows, day)
            yield [
                self._debtor(
                    facts.get(debtor_id, NO_FACT),
                    id=debtor_id,
                    people=people.get(debtor_id, ()),
                    instalments=tuple(
                        self._instalment(
                            row,
                            rules.get(choose(facts.get(debtor_id, NO_FACT), row.procedure_id, row.amount)[0]),
                            levels,
                            taken_out=row.id in taken_out,
                            time_barred=row.id in lapsed,
                            **holds.on(row),
                            **agreements.on(row.id),
                        )
                        for row in rows[debtor_id]
                    ),
                    credits=credits.get(debtor_id, {}),
                    bank=bank.of(debtor_id, rows[debtor_id]),
                )
                for debtor_id in chunk
            ]

    @api.model
    def _outlook(self, lines):
        """What comes next for each of `lines` as of today: {line id: `ladder.Move` or `ladder.Refusal`}."""
        outlook = {}
        for company, company_lines in lines.grouped("company_id").items():
            day = company._recovery_today()
            partners = company_lines.partner_id.commercial_partner_id
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
            facts, choose = self._choice_facts(company, company_lines.partner_id.commercial_partner_id)
            for line in company_lines:
                fact = facts.get(line.partner_id.commercial_partner_id.id, NO_FACT)
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

    def _instalment(self, row, its_procedure, levels, **facts):
        return ladder.Instalment(
            id=row.id,
            move_id=row.move_id,
            currency_id=row.currency_id,
            due=row.due,
            residual=Decimal(repr(row.residual)),
            residual_company=Decimal(repr(row.residual_company)),
            procedure=its_procedure,
            reached=levels.get(row.level_id),
            reached_on=row.reached_on,
            no_followup=row.no_followup,
            settled=row.settled,
            pending=row.pending,
            **facts,
        )

    def _debtor(self, fact, **values):
        return ladder.Debtor(
            contact_id=fact.contact_id,
            postal_id=fact.postal_id,
            phone_id=fact.phone_id,
            phase=fact.phase or "amicable",
            last_contact=fact.last_contact,
            contacts=fact.contacts or 0,
            insolvent=bool(fact.insolvency),
            **values,
        )

    def _open_items(self, company):
        """FROM and WHERE of the one domain on which everything here works: open posted receivables."""
        return SQL(
            """FROM account_move_line l
               JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
               JOIN account_move m ON m.id = l.move_id
          LEFT JOIN res_partner p ON p.id = l.partner_id
              WHERE l.company_id = %s AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE""",
            company.id,
        )

    def _of_debtors(self, debtor_ids):
        """The open items of these debtors: asked for as an array, they are found by the index of partners, however
        many items others have."""
        theirs = SQL(
            "l.partner_id = ANY (ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id IN %s))",
            tuple(debtor_ids),
        )
        return SQL("(l.partner_id IS NULL OR %s)", theirs) if NOBODY in debtor_ids else theirs

    def _debtor_ids(self, company, horizon):
        query = SQL(
            """SELECT DISTINCT COALESCE(p.commercial_partner_id, %s) %s
                  AND l.amount_residual > 0 AND COALESCE(l.date_maturity, l.date) <= %s
                ORDER BY 1""",
            NOBODY,
            self._open_items(company),
            horizon,
        )
        return [debtor_id for (debtor_id,) in self.env.execute_query(query)]

    def _instalment_rows(self, company, debtor_ids, horizon, sending):
        """The open instalments of the debtors. `settled`: the invoice is paid, though the payment has no entry
        yet that could be matched. `pending`: on a notice that has not left."""
        return self._rows(
            SQL(
                """SELECT l.id, l.move_id, COALESCE(p.commercial_partner_id, %(nobody)s) AS debtor_id, l.currency_id,
                          COALESCE(l.date_maturity, l.date) AS due,
                          l.amount_residual_currency AS residual, l.amount_residual AS residual_company,
                          l.balance AS amount,
                          LEAST(l.date_maturity, m.delivery_date, m.invoice_date, l.date) AS service_date,
                          l.recovery_level_id AS level_id, l.recovery_date AS reached_on,
                          COALESCE(l.no_followup, FALSE) AS no_followup,
                          m.name AS number, m.payment_reference,
                          m.recovery_procedure_id AS procedure_id,
                          COALESCE(m.payment_state IN ('paid', 'in_payment'), FALSE) AS settled,
                          EXISTS (SELECT FROM recovery_notice_line nl JOIN recovery_notice n ON n.id = nl.notice_id
                                   WHERE nl.move_line_id = l.id AND nl.void IS NOT TRUE
                                     AND n.state IN ('proposed', 'approved')
                                     AND n.run_id != %(sending)s) AS pending
                     %(open)s AND %(debtors)s %(horizon)s
                      AND l.amount_residual > 0 AND l.amount_residual_currency > 0""",
                nobody=NOBODY,
                sending=sending.id if sending else 0,
                open=self._open_items(company),
                debtors=self._of_debtors(debtor_ids),
                horizon=SQL("AND COALESCE(l.date_maturity, l.date) <= %s", horizon) if horizon else SQL(),
            )
        )

    def _debtor_facts(self, company, debtor_ids, day, sending):
        """One `DebtorFact` by debtor: what chooses his ladder, whom to write to, how often that was done lately.

        The contact is the invoice address that the channel reaches, otherwise the debtor himself; those who are
        named for a tone (`_people`) come before both.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id,
                          COALESCE(p.recovery_class ->> %(company_key)s,
                                   CASE WHEN p.is_company THEN 'business' ELSE 'consumer' END),
                          p.country_id,
                          ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel WHERE partner_id = p.id),
                          (p.recovery_procedure_id ->> %(company_key)s)::int,
                          (p.recovery_profile_id ->> %(company_key)s)::int,
                          COALESCE(c.mail_id, CASE WHEN %(mail)s THEN p.id END),
                          COALESCE(c.postal_id, CASE WHEN %(post)s THEN p.id END),
                          COALESCE(c.phone_id, CASE WHEN %(phone)s THEN p.id END),
                          p.recovery_insolvency ->> %(company_key)s,
                          rc.phase, n.last_contact, n.contacts
                     FROM res_partner p
                LEFT JOIN recovery_case rc
                       ON rc.partner_id = p.id AND rc.company_id = %(company)s AND rc.phase != 'closed'
                LEFT JOIN (SELECT partner_id, MAX(date) AS last_contact,
                                  COUNT(*) FILTER (WHERE date > %(budget_from)s) AS contacts
                             FROM (%(contacts)s) contact
                            WHERE date <= %(day)s
                         GROUP BY partner_id) n ON n.partner_id = p.id
       LEFT JOIN LATERAL (SELECT MIN(i.id) FILTER (WHERE %(mail_of_invoices)s) AS mail_id,
                                 MIN(i.id) FILTER (WHERE %(post_of_invoices)s) AS postal_id,
                                 MIN(i.id) FILTER (WHERE %(phone_of_invoices)s) AS phone_id
                            FROM res_partner i
                           WHERE i.parent_id = p.id AND i.type = 'invoice' AND i.active) c ON TRUE
                    WHERE p.id IN %(debtors)s""",
                **self._reached("p"),
                **{f"{channel}_of_invoices": reached for channel, reached in self._reached("i").items()},
                company=company.id,
                company_key=str(company.id),
                budget_from=day - timedelta(days=ladder.BUDGET_DAYS),
                contacts=self._contacts(company, debtor_ids, sending),
                day=day,
                debtors=tuple(debtor_ids),
            )
        )
        return {row[0]: DebtorFact(*row) for row in rows}

    def _contacts(self, company, debtor_ids, sending):
        """Every contact with the debtors: messages of the runs, but not of the run that is leaving, and the mails,
        calls, letters and visits that their cases record, of people and of agreements. Days are those of the
        company."""
        return SQL(
            """SELECT partner_id, date FROM recovery_notice
                WHERE company_id = %(company)s AND state = 'sent'
                  AND (mail_id IS NOT NULL OR letter_id IS NOT NULL OR sms_number IS NOT NULL)
                  AND partner_id IN %(debtors)s AND run_id != %(sending)s
            UNION ALL
               SELECT rc.partner_id, (e.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                 FROM recovery_event e JOIN recovery_case rc ON rc.id = e.case_id
                WHERE rc.company_id = %(company)s AND rc.partner_id IN %(debtors)s
                  AND e.kind != 'notice' AND e.direction = 'out' AND e.channel IS NOT NULL""",
            company=company.id,
            debtors=tuple(debtor_ids),
            sending=sending.id if sending else 0,
            zone=company._recovery_zone(),
        )

    def _credits(self, company, debtor_ids):
        """Open credits as positive amounts, {debtor id: {currency id: amount}}: credit notes and payments not
        matched yet, and payments under way that have no entry of their own."""
        query = SQL(
            """SELECT COALESCE(p.commercial_partner_id, %(nobody)s), l.currency_id, -SUM(l.amount_residual_currency)
                 %(open)s AND %(debtors)s AND l.amount_residual < 0
             GROUP BY 1, 2
            UNION ALL
               SELECT p.commercial_partner_id, pay.currency_id, SUM(pay.amount)
                 FROM account_payment pay JOIN res_partner p ON p.id = pay.partner_id
                WHERE pay.company_id = %(company)s AND pay.state = 'in_process' AND pay.move_id IS NULL
                  AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'
                  AND p.commercial_partner_id IN %(debtor_ids)s
                  AND NOT EXISTS (SELECT FROM account_move__account_payment rel
                                    JOIN account_move m ON m.id = rel.invoice_id
                                   WHERE rel.payment_id = pay.id AND m.payment_state IN ('paid', 'in_payment'))
             GROUP BY 1, 2
            UNION ALL
               SELECT p.commercial_partner_id, tx.currency_id, SUM(tx.amount)
                 FROM %(online)s JOIN res_partner p ON p.id = tx.partner_id
                  AND p.commercial_partner_id IN %(debtor_ids)s
             GROUP BY 1, 2""",
            nobody=NOBODY,
            company=company.id,
            open=self._open_items(company),
            debtors=self._of_debtors(debtor_ids),
            debtor_ids=tuple(debtor_ids),
            online=self._online_payments(company),
        )
        credits = defaultdict(lambda: defaultdict(Decimal))
        for debtor_id, currency_id, amount in self.env.execute_query(query):
            if debtor_id != NOBODY:  # a credit without a partner covers nobody's debt
                credits[debtor_id][currency_id] += Decimal(repr(amount))
        return credits

    @api.model
    def _unmatched(self, company, partners):
        """Money of these debtors that no invoice has yet, {debtor id: {currency id: Decimal}}: open credits, payments
        under way, lines of the bank."""
        if not partners:
            return {}
        self.env.flush_all()  # the queries read tables
        amounts, bank = self._credits(company, partners.ids), self._bank_lines(company)
        rows = defaultdict(list)
        for row in self._instalment_rows(company, partners.ids, None, None):
            rows[row.debtor_id].append(row)
        for partner in partners:
            for currency_id, amount in bank.of(partner.id, rows[partner.id]).items():
                amounts[partner.id][currency_id] += amount
        return amounts

    def _bank_lines(self, company):
        """Money that came in and is not reconciled yet, in its own currency."""
        query = SQL(
            """SELECT st.id, p.commercial_partner_id, COALESCE(st.foreign_currency_id, st.currency_id),
                      -st.amount_residual, st.payment_ref
                 FROM account_bank_statement_line st
                 JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
            LEFT JOIN res_partner p ON p.id = st.partner_id
                WHERE st.company_id = %s AND st.is_reconciled IS NOT TRUE AND st.amount_residual < 0""",
            company.id,
        )
        return BankLines(self.env.execute_query(query))

    def _rows(self, query):
        self.env.cr.execute(query)
        Row = namedtuple("Row", [column.name for column in self.env.cr.description])
        return [Row(*values) for values in self.env.cr.fetchall()]

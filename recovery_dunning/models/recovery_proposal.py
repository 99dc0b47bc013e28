"""A proposal on paper: what the engine decides for a chunk of debtors, written set-wise, three inserts a chunk."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import ladder


class RecoveryProposal(models.AbstractModel):
    _name = "recovery.proposal"
    _description = "What a Run Decides, Written Set-Wise"

    @api.model
    def _write_chunk(self, run, debtors, kept=frozenset()):
        """Write the notices, their lines and the exceptions of `run` for a chunk of `ladder.Debtor`.

        :param kept: the ids of the instalments that the run has decided on already
        """
        notices, lines, exceptions, day = [], [], [], run.date
        to_approve = self._levels_to_approve(run)
        for debtor in debtors:
            proposal = ladder.propose(self._in_scope(run, debtor), day)
            for message in proposal.messages:
                notices.append(self._prepare_notice(run, debtor, message, to_approve))
                lines.append([self._prepare_line(day, move) for move in message.moves])
            exceptions += (
                self._prepare_exception(run, debtor, refusal)
                for refusal in proposal.refusals
                if day > refusal.instalment.due and refusal.instalment.id not in kept
            )
        notice_ids = self._insert("recovery.notice", notices)
        self._insert(
            "recovery.notice.line",
            [
                {"notice_id": notice_id, **line}
                for notice_id, its_lines in zip(notice_ids, lines, strict=True)
                for line in its_lines
            ],
        )
        self._insert("recovery.exception", exceptions)
        run.invalidate_recordset(["notice_ids", "exception_ids"])

    def _in_scope(self, run, debtor):
        """The debtor with only the instalments that the run's procedures concern."""
        if not run.procedure_ids:
            return debtor
        ids = set(run.procedure_ids.ids)
        return replace(debtor, instalments=tuple(i for i in debtor.instalments if i.ladder and i.ladder.id in ids))

    def _levels_to_approve(self, run):
        """The levels whose notices wait for a person: all in a run made by hand, else those that say so."""
        levels = self.env["recovery.procedure"]._for_company(run.company_id).level_ids
        return set((levels.filtered("require_approval") if run.scheduled else levels).ids)

    def _prepare_notice(self, run, debtor, message, to_approve):
        waits = any(move.step.id in to_approve for move in message.moves)
        return {
            "run_id": run.id,
            "company_id": run.company_id.id,
            "date": run.date,
            "partner_id": debtor.id,
            "contact_id": debtor.contact_id or debtor.id,
            "level_id": message.step.id,
            "currency_id": message.currency_id,
            "state": "proposed" if waits else "approved",
            "amount_residual": sum(move.instalment.residual for move in message.moves),
            "amount_credit": sum(move.credit for move in message.moves),
            "amount_disputed": sum(move.disputed for move in message.moves),
        }

    def _prepare_line(self, day, move):
        instalment = move.instalment
        return {
            "move_line_id": instalment.id,
            "level_id": move.step.id,
            "previous_level_id": instalment.reached.id if instalment.reached else None,
            "previous_date": instalment.reached_on,
            "date_maturity": instalment.due,
            "days_overdue": (day - instalment.due).days,
            "residual": instalment.residual,
            "credit": move.credit,
            "disputed": move.disputed,
        }

    def _prepare_exception(self, run, debtor, refusal):
        instalment = refusal.instalment
        return {
            "run_id": run.id,
            "move_line_id": instalment.id,
            "partner_id": debtor.id or None,
            "date_maturity": instalment.due,
            "residual": instalment.residual,
            "reason": refusal.reason.value,
            "level_id": refusal.step.id if refusal.step else None,
            "date_next": refusal.on,
        }

    def _insert(self, model_name, rows):
        """Insert plain rows, all with the same columns, in one statement; returns their ids in order, where
        the model says who wrote a row and when.

        The ORM's `create` takes fourteen times as long for them. These models keep nothing that it would compute.
        """
        if not rows:
            return []
        model, ids = self.env[model_name], []
        columns_of = {name: [row[name] for row in rows] for name in rows[0]}
        if model._log_access:
            ids, now = self._next_ids(model, len(rows)), fields.Datetime.now()
            log = {"create_uid": self.env.uid, "write_uid": self.env.uid, "create_date": now, "write_date": now}
            columns_of.update({"id": ids, **{name: [value] * len(rows) for name, value in log.items()}})
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT * FROM unnest(%s)",
                SQL.identifier(model._table),
                SQL(", ").join(map(SQL.identifier, columns_of)),
                SQL(", ").join(
                    SQL("%s::%s[]", column, SQL(model._fields[name].column_type[1]))
                    for name, column in columns_of.items()
                ),
            )
        )
        return ids

    def _next_ids(self, model, count):
        query = SQL("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", model._table, count)
        return [next_id for (next_id,) in self.env.execute_query(query)]

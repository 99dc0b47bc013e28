"""What stands in the workbook for people: the values of a file in words of their language. The files that a machine
reads, and the agency's own list, keep the codes."""

from odoo import models

from ...engine import channels


class RecoveryPlacementFile(models.AbstractModel):
    _inherit = "recovery.placement.file"

    def _in_words(self, tables):
        """The tables ({name: rows}) with words in place of codes; what is no code stays as it is."""
        labels = self._labels()
        return {
            name: [
                {key: self._in_word(labels.get((name, key)) or labels.get(key), key, row) for key in row}
                for row in rows
            ]
            for name, rows in tables.items()
        }

    def _in_word(self, labels, key, row):
        value = row[key]
        if callable(labels):
            labels = labels(row)
        return labels.get(value, value) if labels and isinstance(value, str) else value

    def _labels(self):
        """{column, or (table, column): {code: word}, or a function of the row that gives it}"""
        promise, plan = self._choices_of("recovery.promise", "state"), self._choices_of("recovery.plan", "state")
        notice = {
            **self._choices_of("recovery.notice", "state"),
            **self._choices_of("recovery.notice", "delivery"),
        }
        by_code = self._choices_of("recovery.event", "channel")
        registered = self.env._("Registered letter")
        exported = {its.exported: by_code.get(code, its.exported) for code, its in channels.CHANNELS.items()}
        channel = {**exported, channels.CHANNELS[channels.REGISTERED].exported: registered, **by_code}
        return {
            "debtor_type": {"company": self.env._("Company"), "individual": self.env._("Individual")},
            "requested_service": {"amicable": self.env._("Amicable recovery")},
            "channel": channel,
            "mise_en_demeure_mode": channel,
            "result": notice,
            "promise_last_status": promise,
            "plan_status": plan,
            "type": {"promise": self.env._("Promise"), "plan": self.env._("Payment plan")},
            "status": lambda row: (
                {"promise": promise, "plan": plan}.get(row.get("type")) or self._choices_of("recovery.dispute", "state")
            ),
        }

    def _choices_of(self, model, field):
        return dict(self.env[model]._fields[field]._description_selection(self.env))

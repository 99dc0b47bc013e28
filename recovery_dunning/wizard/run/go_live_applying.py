"""The choices of a go-live are written: entry levels, holds, a word in the record of the cases. Nothing is sent."""

from odoo import models

from ...models.record.way_in import MANAGER, way_in


class RecoveryGoLive(models.TransientModel):
    _inherit = "recovery.go.live"

    @way_in(MANAGER, "write")
    def action_apply(self):
        """Write the entry levels, and hold each debtor until his day. Nothing is sent, and no notice is made;
        proposals that nobody has approved give way.

        :raises UserError: the messages are spread over no day, or a proposal is under way
        """
        self._check()
        wizard = self.sudo()  # rights were checked above; a manager has no right of his own to write levels
        # a proposal made in the meantime would know nothing of the entry levels
        wizard.env["recovery.run"].new({"company_id": self.company_id.id})._lock_proposals()
        wizard._cancel_proposals()
        holds = wizard._holds()
        level_count = 0
        for debtors in wizard._started():
            starting = [(debtor, entering) for debtor, entering in debtors if entering]
            reached = {instalment.id: instalment.reached for debtor, _ in starting for instalment in debtor.instalments}
            levels = {line_id: reached[line_id] for _, entering in starting for line_id in entering if reached[line_id]}
            entries = {line_id: (level, wizard._today()) for line_id, level in levels.items()}
            wizard.env["account.move.line"]._write_recovery_levels(entries, only_first=True)
            wizard._log_start([debtor for debtor, _entering in starting], levels)
            level_count += len(levels)
        wizard._hold(holds)
        return self._action_applied(level_count, len(holds))

    def _cancel_proposals(self):
        stale = self.env["recovery.notice"].search(
            [("company_id", "=", self.company_id.id), ("state", "=", "proposed"), ("is_edited", "=", False)]
        )
        stale._cancel(self.env._("The recovery of the old book was started afresh."))
        stale.run_id._settle_state()

    def _hold(self, holds):
        """One hold for each debtor; instalments whose next step has a shorter gap are held a little longer, so that
        the first message asks for all of them."""
        shared = self._prepare_hold()
        self.env["recovery.hold"].create(
            [
                *({**shared, "partner_id": debtor_id, "date_until": until} for debtor_id, (until, _) in holds.items()),
                *(
                    {**shared, "line_id": line_id, "date_until": until}
                    for _, longer in holds.values()
                    for line_id, until in longer.items()
                ),
            ]
        )

    def _prepare_hold(self):
        """What all these holds have in common."""
        return {
            "company_id": self.company_id.id,
            "reason_id": self._reason().id,
            "user_id": self.env.uid,
            "date_from": self._today(),
        }

    def _log_start(self, debtors, levels):
        """Say in the cases that are open which levels were written by hand (rule 5)."""
        partners = self.env["res.partner"].browse([debtor.id for debtor in debtors])
        cases = self.env["recovery.case"]._of(self.company_id, partners)
        if not cases:
            return
        names = {level.id: level.name for level in self.line_ids.level_id}
        lines = {debtor.id: [i.id for i in debtor.instalments if i.id in levels] for debtor in debtors}
        for case in cases:
            case._log(
                "note",
                lambda case: self.env._("Start of recovery on an old book"),
                result="\n".join(
                    self.env._(
                        "%(instalment)s: taken to have had “%(level)s”",
                        instalment=self.env["account.move.line"].browse(line_id).move_id.name,
                        level=names[levels[line_id].id],
                    )
                    for line_id in lines[case.partner_id.id]
                )
                or self.env._("Begins with the first step."),
            )

    def _action_applied(self, level_count, hold_count):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("The old book is ready"),
                "message": self.env._(
                    "%(levels)s instalments have an entry level, %(holds)s debtors are held until their day. "
                    "Nothing was sent.",
                    levels=level_count,
                    holds=hold_count,
                ),
                "next": {
                    **self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_hold"),
                    "domain": [("reason_id", "=", self._reason().id)],
                    "target": "main",
                },
            },
        }

"""Which private notes leave the house: those alone of which somebody chose so."""

from odoo import models

from ...engine.handoff.exhibits import Piece


class RecoveryPlacementFile(models.AbstractModel):
    _inherit = "recovery.placement.file"

    def _added_pieces(self, case):
        chosen = case.note_ids.filtered("hand_on").sorted("id")
        return super()._added_pieces(case) + [self._note_piece(note) for note in chosen]

    def _note_piece(self, note):
        day = note.create_date.date()
        name = self.env._("Note of %s", day)
        return Piece("other", f"{name}.txt", note.text.encode(), title=name, day=day, source=f"{note._name},{note.id}")

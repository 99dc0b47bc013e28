"""One measurement in a process of its own: `python -m bench.measure TASK DATABASE '{"option": value}'`.

The last line of its output holds what was measured, as JSON. A task that measures without keeping its work rolls back.
"""

from __future__ import annotations

import json
import logging
import sys

from bench import filling, handing, lettering, mailing, ordinary, profiling, proposing, telling
from bench.imports import works as importing
from bench.large import board, book, load, screens
from devtools.odoo_env import environment

TASKS = {
    "prepare_company": filling.prepare_company,
    "prepare_ours": filling.prepare_ours,
    "prepare_peer": filling.prepare_peer,
    "fill": filling.fill,
    "fill_large": book.fill,
    "load": load.piece,
    "screens": screens.screens,
    "night": board.night,
    "forget_last_night": board.forget_last_night,
    "board": board.board,
    "aged": board.aged,
    "draft_invoices": filling.draft_invoices,
    "propose_ours": proposing.propose_ours,
    "propose_thrice": proposing.propose_thrice,
    "propose_peer": proposing.propose_peer,
    "floor": proposing.floor,
    "profile_proposal": profiling.profile_proposal,
    "profile_sending": profiling.profile_sending,
    "mail_ours": mailing.mail_ours,
    "mail_peer": mailing.mail_peer,
    "propose_letters_ours": lettering.propose_letters_ours,
    "propose_letters_peer": lettering.propose_letters_peer,
    "letter_mail_ours": lettering.letter_mail_ours,
    "letter_mail_peer": lettering.letter_mail_peer,
    "print_ours": lettering.print_ours,
    "hand_over": handing.hand_over,
    "take_messages": telling.take_messages,
    "open_each": telling.open_each,
    "post_and_pay": ordinary.post_and_pay,
    "make_import_book": importing.make_book,
    "place_cases": importing.place_cases,
    "track": importing.track,
    "take_remittance": importing.take_remittance,
}


def main(task: str, database: str, options: str = "{}") -> None:
    """Run one task on a database."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    with environment(database) as env:
        result = TASKS[task](env, **json.loads(options))
    print(json.dumps(result or {}))


if __name__ == "__main__":
    main(*sys.argv[1:])

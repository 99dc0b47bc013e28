"""Tells the stories in a database: `python -m tests_neighbours --database DB --family orders [STORY…]`.

Each prints ok or FAIL with what was got; nothing of them is kept. The exit code is 1 if one fails.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Sequence

from devtools.console import complain
from devtools.recovery_database import recovery_database
from devtools.simulated_days import simulated_clock
from devtools.smtp_sink import SmtpSink
from tests_neighbours import bank, claims, contacts, in_payment, payment_orders  # noqa: F401  (they keep their stories)
from tests_neighbours.book import TODAY, Book, open_books
from tests_neighbours.telling import FAMILIES, STORIES, Findings


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 all is well, 1 a story failed, 2 there is no such story."""
    options = _parser().parse_args(arguments)
    if unknown := [name for name in options.stories if name not in STORIES]:
        complain(f"There is no story {', '.join(unknown)}. There are: {', '.join(STORIES)}.")
        return 2
    chosen = [STORIES[name] for name in options.stories or STORIES]
    told = [its for its in chosen if options.family in its.families]
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the sink tells of each word of SMTP
    logging.disable(logging.ERROR)  # what goes wrong is told by the stories
    with (
        recovery_database(options.database, "en_US") as env,
        tempfile.TemporaryDirectory(prefix="neighbours_mails_") as folder,
        SmtpSink(folder) as sink,
    ):
        open_books(env)
        env.cr.commit()
        failed = sum(not _tell(env, its, options.family, sink) for its in told)
    print(f"{len(told) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def _tell(env, its, family: str, sink) -> bool:
    """One story on a clean book, which is rolled back."""
    findings = Findings()
    with simulated_clock(TODAY) as move_to:
        try:
            its.function(Book(env, family, sink, move_to, findings))
            well, got = findings.well, findings
        except Exception as error:  # a story that stumbles has failed, and the next one is told
            well, got = False, f"{findings}; {type(error).__name__}: {error}"
        env.cr.rollback()
        env.invalidate_all()
        env.transaction.clear()
        env.registry.clear_all_caches()  # what was cached of the story is gone
    print(f"{'ok  ' if well else 'FAIL'} {its.name}: {its.sentence} | {got}", flush=True)
    return well


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests_neighbours", description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--family", choices=FAMILIES, required=True, help="of payment orders")
    parser.add_argument("stories", nargs="*", metavar="STORY")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())

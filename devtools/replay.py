"""`./dev replay FILE.csv`: loads a book of settled invoices into a fresh database and lives through it day by day.

`--check` only looks whether the file can be read, without Odoo. With `--grouping invoice --quiet-days 0` the ladder
is +3/+8/+15/+30/+45 days with nothing else in the way, and each level is held against an independent count of the file.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from devtools.book_csv import BookError, read_book
from devtools.console import Failure, complain


class OneSentenceParser(argparse.ArgumentParser):
    """Says what is wrong with the command line in one sentence."""

    def error(self, message: str):
        self.exit(2, f"{message[:1].upper()}{message[1:]}.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 well, 1 the replay failed or found other figures than the file has, 2 the input is wrong."""
    options = parser().parse_args(arguments)
    try:
        invoices = read_book(options.file)
        if options.check:
            return 0
        from devtools.replay_book import Replay  # Odoo is needed from here on

        Replay(invoices, options.grouping, options.quiet_days, options.disputes).run(options.database)
    except BookError as error:
        complain(str(error))
        return 2
    except Failure as error:
        complain(str(error))
        return 1
    return 0


def parser() -> OneSentenceParser:
    """The command line; the options can be given with `--check` too, so that one line serves both."""
    parser = OneSentenceParser(prog="replay", description=__doc__.partition("\n")[0], allow_abbrev=False)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--check", action="store_true", help="only check the file")
    target.add_argument("--database", metavar="DB", help="a fresh database with the add-on")
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--grouping", choices=("customer", "level", "invoice"), help="what shares a message")
    parser.add_argument("--quiet-days", type=_days, metavar="N", help="days of silence between two messages")
    parser.add_argument("--disputes", action="store_true", help="leave disputed invoices out")
    return parser


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 365):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of days from 0 to 365")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())

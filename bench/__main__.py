"""The command line of the measurements: `./dev bench`, or `python -m bench`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from bench import ageing, forecast, run, spreading
from bench.faults import run as faults
from bench.imports import run as imports
from bench.scale import FULL, QUICK, SMOKE
from devtools.book_csv import BookError, read_book
from devtools.console import Failure, run_program

# measurements with databases of their own
APART = {"aged": ageing.run, "hosts": spreading.run, "imports": imports.run}


def main(arguments: list[str]) -> int:
    """Measure; 0 whether bars are met or not, 1 where something is missing or a measurement doesn't do its work."""
    options = parse(arguments)
    if options.part in APART:
        return run_program(APART[options.part])
    if options.part == "faults":
        return run_program(lambda: faults.run(faults.Scale(kills=options.kills), options.seed))
    if options.forecast:
        return run_program(lambda: walk_through(options.forecast))
    return run_program(lambda: run.run(options.scale, options.part, options.write))


def walk_through(file: str) -> int:
    """Print how the forecast does on a book of invoices, knowing which are disputed and not knowing it.

    :raises Failure: the file is no such book
    """
    try:
        invoices = read_book(file)
    except BookError as error:
        raise Failure(str(error)) from None
    for disputes, title in ((True, "It is known which are disputed"), (False, "Nothing is known of disputes")):
        print(f"{title}\n{forecast.walk(invoices, disputes).table()}\n")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    """`scale`: how much is measured; `part`: all that is promised, or one of them alone; `write`: bench/README.md too.

    >>> parse(["--quick", "--letters"]).part
    'letters'
    >>> parse([]).scale == FULL
    True
    """
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure what the add-on promises about speed.")
    scales = parser.add_mutually_exclusive_group()
    parser.set_defaults(scale=FULL, part="all")
    add = scales.add_argument
    add("--quick", dest="scale", action="store_const", const=QUICK, help="leave out what is large or slow")
    add("--smoke", dest="scale", action="store_const", const=SMOKE, help="try each measurement on a tiny book")
    add = parser.add_mutually_exclusive_group().add_argument
    add("--profile", dest="part", action="store_const", const="profile", help="show where our time goes, nothing else")
    add("--plans", dest="part", action="store_const", const="plans", help="large books thrice, rolled back between")
    add("--board", dest="part", action="store_const", const="board", help="the night and the board of a large book")
    add("--load", dest="part", action="store_const", const="load", help="a day with a million open instalments")
    add("--mails", dest="part", action="store_const", const="mails", help="mails, against the peer and the wire")
    add("--letters", dest="part", action="store_const", const="letters", help="mails with letters, and print batches")
    add("--packages", dest="part", action="store_const", const="packages", help="handing cases over")
    add("--messages", dest="part", action="store_const", const="messages", help="what platforms tell of e-invoices")
    add("--aged", dest="part", action="store_const", const="aged", help="the aged balance, beside that of OCA")
    add("--hosts", dest="part", action="store_const", const="hosts", help="the night by one process and by two")
    add("--imports", dest="part", action="store_const", const="imports", help="long files of carriers and agencies")
    add("--faults", dest="part", action="store_const", const="faults", help="kill, cut and fill up; count what is lost")
    add("--forecast", metavar="FILE.csv", help="hold the forecast against a book of settled invoices; asks no Odoo")
    kills = faults.Scale.kills
    parser.add_argument("--kills", type=int, metavar="N", default=kills, help=f"of each kind of work ({kills})")
    parser.add_argument("--seed", default="", help="strike at the moments of an earlier call of --faults")
    often = f"how often mails, letters, packages, messages, the board, a day are taken ({FULL.work_turns})"
    parser.add_argument("--turns", type=int, metavar="N", help=often)
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args(arguments)
    if options.write and (options.part != "all" or options.forecast or not options.scale.timed):
        parser.error("--write is for the whole table: not with --smoke, nor with a part alone")
    if options.turns is not None:
        if options.turns < 1:
            parser.error("--turns: once is the least")
        options.scale = replace(options.scale, work_turns=options.turns)
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

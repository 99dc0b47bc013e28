"""The commands of `./dev`: reads the command line, sets the machine up, and hands over to the tool asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from devtools import (
    changed,
    demo_server,
    guide,
    guide_pictures,
    lint,
    neighbours,
    platform,
    python_env,
    quality,
    surface,
    testing,
    wheels,
)
from devtools.cache import Cache, default_folder
from devtools.console import Console, Failure, complain, run_program

HELP = """\
Usage: ./dev COMMAND

  demo                    make a French company with a book of debts, run one escalation, and serve Odoo until Ctrl-C
  test [TAGS | --changed] [--reuse] [--long] [--jobs=N]
                          run all tests, side by side in as many processes as there are cores, two at least (or N);
                          with Odoo test tags (/recovery_dunning:TestRun) only those; with --changed those of the rooms
                          whose files differ from the upstream branch, committed or not, or else from the commit before;
                          --reuse keeps the database `recovery_dev` and updates the add-on in it: quicker to repeat;
                          --long tries what is sent to the public pages 10,000 times, not 300,
                          and writes a chain of 10,000 events, not 1,000
  lint                    check the sources with ruff and pylint-odoo, and the types of the engine with mypy
  install DB [ADDON…]     make a database with the add-on, and with the other add-ons named; with `sale` comes
                          recovery_dunning_sale by itself
  shell DB                run a script from the standard input in Odoo's shell (`env` is there; commit it yourself)
  replay FILE.csv [--grouping customer|level|invoice] [--quiet-days N] [--disputes] [--keep]
                          load a book of invoices and replay it day by day; --keep keeps the database `recovery_replay`
  translate [LANGUAGE] [FILE.json]
                          bring the terms of the add-on into its fr.po, with the French of FILE.json (English: French);
                          what has no French yet is listed in the same form. de, es, it and nl have what a debtor abroad
                          sees: letters, mails, messages and his page
  guide [--reuse] [--site] [PICTURE…]
                          take the pictures of the guide from a fresh demonstration, in both languages (or those named),
                          and build its site; --reuse keeps the demonstration of the last call, --site takes no picture
  letters DIR             write every letter, for every class of debtor, in French and English, as PDF into DIR
  bench [--quick | --smoke] [--turns N] [--write] [--profile | --plans | --board | --load | --mails | --letters |
         --packages | --messages | --aged | --hosts | --imports | --faults [--kills N] [--seed WORD] |
         --forecast FILE.csv]
                          measure the add-on against its peer of OCA, against SQL and against Odoo without it; --quick
                          leaves out the large books, --smoke tries each measurement once on a book of 40 instalments,
                          --turns says how often long work is taken (3 times: the table shows medians),
                          --write puts the table into bench/README.md, --profile shows where our time goes instead,
                          --plans, --board, --load, --mails, --letters, --packages, --messages, --aged, --hosts and
                          --imports take these alone; --load is a day with a million open instalments, made in
                          minutes; --faults strikes each kind of work at N random moments (50), and counts what is lost,
                          doubled or half done once it is taken up again, --seed strikes at the same moments again;
                          --forecast holds the forecast against what came of a book of settled invoices, beside two
                          naive rules
  neighbours [--quick] [--reuse] [STORY…]
                          tell the stories beside add-ons of OCA that pay, follow or block what we ask for, and live a
                          debtor's whole life beside some forty of them; --quick tells the stories alone, a name that
                          one alone; --reuse keeps their databases: quicker to repeat
  coverage [TAGS | --rest]
                          run the tests of the engine, or Odoo's stories of these tags, and print the lines that none
                          of them runs; --rest tells all stories and looks at all but the engine
  pins                    say which of the packages that we pin have newer versions
  wheel [DIR]             pack each add-on as a wheel for pip into DIR (dist)
  surface [--check]       list what of Odoo we stand on that may change in docs/surface.md, held against the Odoo at
                          hand: says what is gone or has other parameters; --check writes nothing
  stop                    stop a running demo and the embedded PostgreSQL, which otherwise stays up between commands
  help                    this text

Each command sets up what it needs on its first run and starts in seconds on the next.
  RECOVERY_CACHE          where all that is kept (now {cache})
  ODOO_HOME               an Odoo 19 of yours, instead of the one that is fetched
  PGHOST, PGPORT, PGUSER, PGPASSWORD
                          a PostgreSQL of yours, instead of the embedded one
"""


JOBS = re.compile(r"--jobs=([1-9]\d?)")


class UsageError(Failure):
    """The command line itself is wrong: exit code 2."""


def main(arguments: list[str]) -> int:
    """Run one command; its exit code: 0 well, 1 something is missing or failed, 2 the command line is wrong."""
    return run_program(lambda: _run_command(*arguments or ["help"]))


def _run_command(command: str, *rest: str) -> int | None:
    try:
        if command not in COMMANDS:
            raise UsageError(f"There is no command `{command}`.")
        return COMMANDS[command](list(rest))
    except UsageError as error:
        complain(f"{error}\n")
        complain(help_text())
        return 2


def help_text() -> str:
    """All commands and variables."""
    return HELP.format(cache=default_folder())


def show_help(_arguments: list[str]) -> None:
    print(help_text(), end="")


def demo(arguments: list[str]) -> int:
    _expect(arguments, 0, "demo")
    return demo_server.run()


def test(arguments: list[str]) -> int:
    usage = "test [TAGS | --changed] [--reuse] [--long] [--jobs=N]"
    numbers = [match[1] for match in map(JOBS.fullmatch, arguments) if match]
    flags = ("--reuse", "--changed", "--long")
    tags = [word for word in arguments if word not in flags and not JOBS.fullmatch(word)]
    _expect(tags, 1, usage, at_least=0)
    if tags and "--changed" in arguments:
        raise UsageError(f"Name tests, or let --changed find them: ./dev {usage}")
    if "--long" in arguments:
        os.environ["RECOVERY_TRIES"] = "10000"  # of what is tried with values of all kinds
    choice = _choice(tags, "--changed" in arguments)
    if not (choice.pytest or choice.tags or choice.bench):
        print("No test reads what changed.")
        return 0
    return testing.run(choice, "--reuse" in arguments, int(numbers[-1]) if numbers else None)


def _choice(tags: list[str], only_changed: bool) -> testing.Choice:
    """What to test; where git told it, it is shown first."""
    if not only_changed:
        return testing.Choice(tags=tags[0]) if tags else testing.everything()
    selection = changed.select(changed.changed_files())
    for line in selection.lines():
        print(line)
    return selection.choice()


def run_lint(arguments: list[str]) -> int:
    _expect(arguments, 0, "lint")
    return lint.run()


def install(arguments: list[str]) -> None:
    if not arguments:
        raise UsageError("Name the database to make: ./dev install DB [ADDON…]")
    name, *addons = arguments
    _require_database_name(name)
    machine = platform.setup()
    machine.require_addons([platform.ADDON, *addons])
    if machine.server.exists(name):
        raise Failure(f"There is already a database {name}: choose another name.")
    machine.install(name, [platform.ADDON, *addons])
    print(f"The database {name} is ready: user admin, password admin. `./dev shell {name}` opens it.")


def shell(arguments: list[str]) -> int:
    _expect(arguments, 1, "shell DB")
    machine = platform.setup()
    if not machine.server.exists(arguments[0]):
        raise Failure(f"There is no database {arguments[0]}: `./dev install {arguments[0]}` makes it.")
    options = ["-d", arguments[0], "--no-http", "--max-cron-threads=0", "--log-level=warn"]
    command = machine.odoo_command(["shell", *options])
    return subprocess.run(command, env=machine.odoo_env, cwd=platform.REPOSITORY).returncode


def replay(arguments: list[str]) -> int:
    """Check the file first, and only then make a database for it."""
    database = "recovery_replay"
    keep = "--keep" in arguments
    options = [argument for argument in arguments if argument != "--keep"]
    if not options or options[0].startswith("-"):
        raise UsageError("Name the file to replay first: ./dev replay FILE.csv [options]")
    options[0] = str(Path(options[0]).absolute())
    machine = platform.setup()
    machine.require_addons([platform.ADDON])
    if code := machine.run_module("devtools.replay", "--check", *options):
        return code
    machine.drop_database(database)
    machine.install(database, [platform.ADDON])
    try:
        return machine.run_module("devtools.replay", "--database", database, *options)
    finally:
        if not keep:
            machine.drop_database(database)


def run_guide(arguments: list[str]) -> int:
    options = {"--reuse", "--site"}
    names = [argument for argument in arguments if argument not in options]
    known = [picture.name for picture in guide_pictures.PICTURES]
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"There is no picture {', '.join(unknown)}. These are: {', '.join(known)}.")
    return guide.run(names, reuse="--reuse" in arguments, only_site="--site" in arguments)


def letters(arguments: list[str]) -> int:
    """The letters of one run in a database of their own, dropped afterwards."""
    _expect(arguments, 1, "letters DIR")
    folder = str(Path(arguments[0]).absolute())
    with _scratch_database("recovery_letters") as (machine, database):
        return machine.run_module("devtools.letters", "--database", database, folder)


def translate(arguments: list[str]) -> int:
    """The terms of a database of their own, dropped afterwards."""
    _expect(arguments, 2, "translate [LANGUAGE] [FILE.json]", at_least=0)
    named = arguments[:1] and arguments[0] in ("fr", *platform.DEBTOR_LANGUAGES)
    language, *rest = arguments if named else ["fr", *arguments]
    _expect(rest, 1, "translate [LANGUAGE] [FILE.json]", at_least=0)
    options = [f"--language={language}", *(f"--translations={Path(file).absolute()}" for file in rest)]
    with _scratch_database("recovery_translate", platform.ADDONS, platform.COMPANY_MODULES) as (machine, database):
        return machine.run_module("devtools.translations", "--database", database, *options, *platform.ADDONS)


def run_bench(arguments: list[str]) -> None:
    """The measurements are a program of their own, which stands on these tools: it takes our place."""
    os.chdir(platform.REPOSITORY)
    os.execv(sys.executable, [sys.executable, "-B", "-m", "bench", *arguments])


def run_neighbours(arguments: list[str]) -> int:
    options = {"--quick", "--reuse"}
    stories = [argument for argument in arguments if argument not in options]
    if any(story.startswith("-") for story in stories):
        raise UsageError("Use it like this: ./dev neighbours [--quick] [--reuse] [STORY…]")
    return neighbours.run(stories, quick="--quick" in arguments, reuse="--reuse" in arguments)


def run_coverage(arguments: list[str]) -> int:
    rest = "--rest" in arguments
    tags = [argument for argument in arguments if argument != "--rest"]
    _expect(tags, 0 if rest else 1, "coverage [TAGS | --rest]", at_least=0)
    return quality.coverage(*tags, rest=rest)


def pins(arguments: list[str]) -> None:
    _expect(arguments, 0, "pins")
    quality.pins()


def wheel(arguments: list[str]) -> None:
    _expect(arguments, 1, "wheel [DIR]", at_least=0)
    cache = Cache()
    console = Console(cache / "log/setup.log")
    for path in wheels.build(Path(*arguments).absolute() if arguments else wheels.FOLDER, console, cache):
        print(path)


def run_surface(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        raise UsageError("Use it like this: ./dev surface [--check]")
    return surface.main(arguments)


def stop(arguments: list[str]) -> None:
    _expect(arguments, 0, "stop")
    cache, console = Cache(), Console()
    demo_server.stop(cache, console)
    if os.environ.get("PGHOST"):
        console.say("PostgreSQL is yours (PGHOST): it is left alone.")
        return
    python = cache / f"python-{python_env.python_key(python_env.REQUIREMENTS)}" / "bin/python"
    stopped = python.exists() and platform.embedded_or_own_server(cache, console, python).stop()
    console.say("The embedded PostgreSQL is stopped." if stopped else "The embedded PostgreSQL wasn't running.")


COMMANDS = {
    "demo": demo,
    "test": test,
    "lint": run_lint,
    "install": install,
    "shell": shell,
    "replay": replay,
    "guide": run_guide,
    "letters": letters,
    "translate": translate,
    "bench": run_bench,
    "neighbours": run_neighbours,
    "coverage": run_coverage,
    "pins": pins,
    "wheel": wheel,
    "surface": run_surface,
    "stop": stop,
    "help": show_help,
    "--help": show_help,
    "-h": show_help,
}


@contextmanager
def _scratch_database(name: str, addons=(platform.ADDON,), base=platform.TEMPLATE_MODULES):
    """The machine, and a fresh database with the add-ons in it, which is dropped afterwards."""
    machine = platform.setup()
    machine.require_addons(addons)
    machine.drop_database(name)
    machine.install(name, addons, base)
    try:
        yield machine, name
    finally:
        machine.drop_database(name)


def _expect(arguments: list[str], at_most: int, usage: str, at_least: int | None = None) -> None:
    """Refuse a command line with too few or too many words, or with an option that nobody reads."""
    least = at_most if at_least is None else at_least
    if not least <= len(arguments) <= at_most or any(argument.startswith("--") for argument in arguments):
        raise UsageError(f"Use it like this: ./dev {usage}")


def _require_database_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,62}", name):
        raise UsageError(f"`{name}` can't name a database: take letters, digits and underscores.")

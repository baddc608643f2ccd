"""The list of commands. Each imports its room when called, so that ``lygte --help`` answers at once."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from lygte.console import say_problem
from models.errors import LygteError

# In the order of a working day; a command's module is ``lygte.commands.<name>``.
COMMANDS: dict[str, str] = {
    "demo": "try everything on fictional sites, on this machine only",
    "site": "learn a new site, check that known ones still read",
    "crawl": "collect ads from the sites",
    "work": "do what the screens ask for and collect what is due, until stopped",
    "screen": "read new texts, refresh groups and contact points",
    "serve": "open the screens",
    "user": "add, list or close log-ins",
    "export": "write ad rows as JSON Lines or CSV",
    "read": "read texts from standard input (no database)",
    "reader": "let reading learn from judgements; drift, bias, calibration, model card",
    "link": "group ads from standard input (no database)",
    "plan": "plan routes from a problem file (no database)",
    "report": "the yearly figures",
    "retention": "delete what has expired (nightly)",
    "forget": "erase everything with a number and never contact it again",
    "insight": "answer a request for access: the letter, and a list for the reviewer",
    "breach": "what was looked at and taken along, by worker and day",
    "stop": "the emergency stop: pause all sites, end all log-ins",
    "backup": "write an encrypted back-up",
    "restore": "fill an empty database from a back-up",
    "audit": "verify the audit trail",
    "sbom": "the bill of materials of a lock file",
    "key": "the keys: what there is, and the ceremony that changes them",
    "migrate": "bring a database of an older Lygte up to date",
    "metrics": "say how the installation is, for a monitoring system (no personal data)",
    "move": "move everything to another database (SQLite, PostgreSQL), checked row by row",
}
ALIASES = {
    "rapport": "report",
    "revision": "audit",
    "opbevaring": "retention",
    "slet": "forget",
    "indsigelse": "forget",
    "gendan": "restore",
    "insigt": "insight",
    "brud": "breach",
    "nødstop": "stop",
    "nøgle": "key",
}


def build_parser(command: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the named command's own module is imported."""
    parser = argparse.ArgumentParser(
        prog="lygte",
        description="Lygte reads public ads for outreach health workers: it shows indicators with the words they came "
        "from, plans visits and counts them. A person decides.",
        epilog="Example: lygte demo --no-serve",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        aliases = [alias for alias, target in ALIASES.items() if target == name]
        if name != command:
            commands.add_parser(name, help=summary, aliases=aliases)
            continue
        module = command_module(name)
        own = commands.add_parser(
            name,
            help=summary,
            aliases=aliases,
            description=module.__doc__,
            epilog=f"Example: {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        own.add_argument("--quiet", action="store_true", help="no progress (also when not on a terminal)")
        module.add_arguments(own)
        own.set_defaults(run=module.run)
    return parser


def command_module(name: str) -> ModuleType:
    """Return the module of one command."""
    return importlib.import_module(f"lygte.commands.{name}")


def named_command(arguments: Sequence[str]) -> str | None:
    """Return the command a call names, aliases resolved, or None."""
    word = next((word for word in arguments if not word.startswith("-")), None)
    return ALIASES.get(word, word) if word else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 done, 1 finished with problems, 2 wrong use or unreadable input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = build_parser(named_command(words)).parse_args(words)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except LygteError as problem:
        say_problem(str(problem))
        return problem.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`| head`): that is its right. Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        # The store's trouble is one sentence; the driver's own words would quote rows. Not imported before it is needed.
        if not type(problem).__module__.startswith("sqlalchemy."):
            raise
        from models.store_words import store_sentence

        say_problem(store_sentence(problem))  # type: ignore[arg-type]  # SQLAlchemy's, as was just looked at
        return 1
    except KeyboardInterrupt:
        say_problem("Stopped. What was stored before stays stored; the same command goes on from there.")
        return 1
    return code


def entry() -> None:
    """The installed program ``lygte``."""
    _dump_no_core()
    sys.exit(main())


def _dump_no_core() -> None:
    """Let no dying process write its memory to disk: it holds opened texts and keys. Where the system has no such limit, go on."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    entry()

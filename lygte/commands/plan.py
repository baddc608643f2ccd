"""Plan routes: a problem file in, the best plan found out.

The problem names stops (score, service minutes, window), teams (start, end, shift) and a matrix of travel minutes.
The same problem, seed and time on the same machine give the same plan; a larger --seconds searches longer.
"""

import argparse
import json
import sys
from pathlib import Path

from lygte.streams import replace_file
from models.errors import BadInput

EXAMPLE = "lygte plan problem.json --seconds 5 --seed 1 > plan.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("problem", type=Path, help="problem file (JSON); - for standard input")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="how long to search (default: 5)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the search (default: 0)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")


def run(options: argparse.Namespace) -> int:
    """Plan one problem."""
    from outreach.plan_file import plan_json

    if not 0 < options.seconds <= 3600:
        raise BadInput("--seconds must be above 0 and at most 3600.")
    plan = json.dumps(plan_json(read_problem(options.problem), options.seconds, options.seed), ensure_ascii=False)
    if options.out:
        replace_file(options.out, plan + "\n")
    else:
        print(plan)
    return 0


def read_problem(file: Path) -> dict[str, object]:
    """Return the parsed problem. Raises BadInput naming the file and, for JSON, the line."""
    name = "Standard input" if str(file) == "-" else file
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        content = json.loads(text)
    except OSError as problem:
        raise BadInput(f"{name} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{name} is not UTF-8 text.") from None
    except json.JSONDecodeError as problem:
        raise BadInput(f"{name}, line {problem.lineno}: not JSON.") from None
    if not isinstance(content, dict):
        raise BadInput(f"{name}: a problem is one JSON object.")
    return content

"""`fibrocare trial`: planning a trial of one person, and reading its days. What it needs is imported when it runs."""

import argparse
import sys
from typing import Any

OUTCOMES = ("pain", "sleep", "fatigue", "mood", "function")


def add(commands: Any) -> None:
    """Add the command with its arguments."""
    trial = commands.add_parser("trial", help="a trial of one person: plan it, or read its days (design, analyse)")
    actions = trial.add_subparsers(dest="action", required=True, metavar="ACTION")
    trial.set_defaults(run=run)
    _design(actions.add_parser("design", help="periods, days set aside, and what the trial can show; or why there is none"))
    _analyse(actions.add_parser("analyse", help="what the days say, in plain words and in numbers: keep, stop, choose or extend"))


def run(arguments: argparse.Namespace) -> int:
    """Plan or analyse. Without numpy and scipy it says how to get them."""
    try:
        from fibrocare.cli.trial import analyse, design
    except ModuleNotFoundError as missing:
        if missing.name not in ("numpy", "scipy"):
            raise
        print("a trial of one person needs more packages: pip install 'fibrocare[response]'", file=sys.stderr)
        return 2
    return design.run(arguments) if arguments.action == "design" else analyse.run(arguments)


def _design(it: argparse.ArgumentParser) -> None:
    it.add_argument("file", metavar="FILE", help="as for assess, one person")
    it.add_argument("--compare", required=True, metavar="ID[,ID]", help="one therapy against going without, or two or more")
    it.add_argument("--start", required=True, metavar="DATE", help="the first day")
    it.add_argument("--pairs", default="3", metavar="N", help="how many times each condition comes: 3 or more; 4 to 6 are better")
    it.add_argument("--seed", metavar="N", help="of the order; drawn and told where it is not given")
    it.add_argument("--matters", default="2", metavar="POINTS", help="the smallest change of pain that matters to this person")
    it.add_argument("--blinded", action="store_true", help="letters instead of conditions; needs --key")
    it.add_argument("--key", metavar="OUT", help="write what the letters stand for, for the pharmacy only")
    it.add_argument("--csv", metavar="OUT", help="write a sheet to fill in, a line a day, which `trial analyse` reads")
    it.add_argument("--ics", metavar="OUT", help="write a calendar file: the first day of each period")
    it.add_argument(
        "--signed", action="append", default=[], metavar="ID", help="what your clinic has signed: crossover/duloxetine"
    )
    it.add_argument("--json", action="store_true", help="print the design as JSON")


def _analyse(it: argparse.ArgumentParser) -> None:
    it.add_argument("file", metavar="FILE", help="CSV with the columns date, condition, value, and period if you have it")
    it.add_argument("--reference", metavar="CONDITION", help="what the others are compared with; default: off, or else placebo")
    it.add_argument("--measure", metavar="WORD", help="what was measured; default: pain, or score where higher is better")
    it.add_argument("--discard", metavar="DAYS", help="so many first days of each period do not count; default: 7")
    it.add_argument("--onset", metavar="DAYS", help="instead of --discard: days until half of the effect is there")
    it.add_argument("--offset", metavar="DAYS", help="with --onset: days until half of it is gone")
    it.add_argument("--scale", default="0-10", metavar="LOW-HIGH", help="the ends of the scale; default: 0-10")
    it.add_argument("--step", default="1", metavar="POINTS", help="the smallest difference of the scale; default: 1")
    it.add_argument("--better", choices=("lower", "higher"), default="lower", help="which way is better; default: lower")
    it.add_argument("--matters", metavar="POINTS", help="the smallest change that matters, agreed on before; default on 0-10: 2")
    it.add_argument("--prior", metavar="MEAN,SD", help="the benefit believed before; default: 0 and a fifth of the scale")
    it.add_argument(
        "--prior-of", metavar="ID", help="instead of --prior: what is the effect that the plan ranks by, and that people differ"
    )
    it.add_argument("--outcome", choices=OUTCOMES, default=OUTCOMES[0], help="with --prior-of; default: pain")
    it.add_argument("--least-days", default="4", metavar="N", help="so many values make a period count; default: 4")
    it.add_argument("--svg", metavar="OUT", help="write the days as a picture")
    it.add_argument("--html", metavar="OUT", help="write a page with the words, both pictures and the table")
    it.add_argument("--json", action="store_true", help="print the result as JSON")

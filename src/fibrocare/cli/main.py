"""The commands. Each imports what it needs when it runs, so that `--help` and a cold `assess` stay quick."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

LAB_POLICIES = ("canadian", "rcp", "minimal")


def _assess(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.assess import run

    return run(arguments.files, as_json=arguments.json, as_of=arguments.as_of, lab_policy=arguments.lab_policy)


def _explain(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.explain import run

    return run(arguments.rule)


def _doctor(_: argparse.Namespace) -> int:
    from fibrocare.cli.doctor import run

    return run()


def _knowledge(arguments: argparse.Namespace) -> int:
    from fibrocare.cli import knowledge

    actions: dict[str, Callable[[], int]] = {
        "check": lambda: knowledge.check(arguments.folder),
        "list": lambda: knowledge.list_kind(arguments.kind),
        "show": lambda: knowledge.show(arguments.name),
        "licences": knowledge.licences,
        "compile": lambda: knowledge.compile_knowledge(check_only=arguments.check),
    }
    return actions[arguments.action]()


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(
        prog="fibrocare",
        description="From widespread pain to a plan that is measured. Fibrocare supports a clinician; it does not diagnose.",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    assess = commands.add_parser("assess", help="assess one person or many: urgency, criteria, what else, what to ask")
    assess.add_argument(
        "files", nargs="+", metavar="FILE",
        help="answers (JSON, TOML), FHIR R4 (JSON, NDJSON), a folder of them; - is standard input; `example` is a made-up person",
    )  # fmt: skip
    assess.add_argument("--json", action="store_true", help="print the JSON contract; many people give a line each")
    assess.add_argument("--as-of", metavar="DATE", help="the day to assess for; default: the file's own day, or today")
    assess.add_argument(
        "--lab-policy", choices=LAB_POLICIES, default=LAB_POLICIES[0], help="which core laboratory tests the clinic does once"
    )
    assess.set_defaults(run=_assess)

    explain = commands.add_parser("explain", help="print a rule, its sources and its tests")
    explain.add_argument("rule", metavar="RULE", help="the id of a rule, criteria, instrument or field: E04, X01, acr_2016, phq9")
    explain.set_defaults(run=_explain)

    knowledge = commands.add_parser("knowledge", help="check, list, show, licences, compile")
    knowledge.set_defaults(run=_knowledge)
    actions = knowledge.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="check every file and every name between files, and run every case")
    check.add_argument("--folder", type=Path, help="check the knowledge files of this folder instead")
    listing = actions.add_parser("list", help="list what there is, or all of one kind")
    listing.add_argument("kind", nargs="?", metavar="KIND", help="fields, instruments, criteria, triage, differentials, ...")
    show = actions.add_parser("show", help="print the file, or the part of a file, that holds one thing")
    show.add_argument("name", metavar="ID")
    actions.add_parser("licences", help="print every instrument's licence verdict, terms and credit")
    compiling = actions.add_parser("compile", help="write the compiled knowledge from the TOML files (for developers)")
    compiling.add_argument("--check", action="store_true", help="only say whether the compiled file is current")

    doctor = commands.add_parser("doctor", help="say in one line each what is wrong with this installation")
    doctor.set_defaults(run=_doctor)
    return top


def main() -> None:
    """Run the command line. An interrupted pipe or a key press ends it quietly; exit 2 is a wrong input."""
    arguments = parser().parse_args()
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader went away, as `head` does: nothing more to say to anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)

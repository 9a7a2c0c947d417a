"""The commands. Each imports what it needs when it runs, so that `--help` and a cold `assess` stay quick."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fibrocare.cli import trial

LAB_POLICIES = ("canadian", "rcp", "minimal")


def _assess(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.assess import run

    return run(arguments.files, as_json=arguments.json, as_of=arguments.as_of, lab_policy=arguments.lab_policy)


def _plan(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.plan import run

    return run(
        arguments.files,
        as_json=arguments.json,
        as_of=arguments.as_of,
        patient=arguments.patient,
        changes=arguments.what_if,
        pdf=arguments.pdf,
        choose=arguments.choose,
    )


def _dose(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.dose import run

    return run(
        arguments.therapy,
        arguments.file,
        start=arguments.start,
        stop_from=arguments.stop_from,
        instead_of=arguments.instead_of,
        ics=arguments.ics,
        signed=arguments.signed,
    )


def _procedure(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.procedure import run

    return run(arguments.therapy, arguments.file, planned=arguments.planned, steroid=arguments.steroid)


def _therapies(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.therapies import therapies

    return therapies(arguments.name, conflicts=arguments.conflicts)


def _compare(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.therapies import compare

    return compare(arguments.therapies, arguments.file, as_of=arguments.as_of)


def _explain(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.explain import run

    return run(arguments.rule)


def _demo(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.clinic import demo

    return demo(port=arguments.port, folder=arguments.folder, browser=not arguments.no_browser, fresh=arguments.fresh)


def _serve(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.clinic import serve

    return serve(bind=arguments.bind, workers=arguments.workers)


def _jobs(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.clinic import jobs

    return jobs(watch=arguments.watch)


def _backup(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.keeping import backup

    return backup(arguments.path)


def _restore(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.keeping import restore

    return restore(arguments.path, into=arguments.into)


def _manage(arguments: argparse.Namespace) -> int:
    from fibrocare.cli.clinic import manage

    return manage(arguments.arguments)


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


# What `add_subparsers` gives; argparse has no public name for it.
Commands = Any


def _of_people(commands: Commands) -> None:
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

    plan = commands.add_parser("plan", help="what is offered to one person or many, what is withheld, and why")
    plan.add_argument("files", nargs="+", metavar="FILE", help="as for assess")
    plan.add_argument("--json", action="store_true", help="print the JSON contract of the assessment with its plan")
    plan.add_argument("--as-of", metavar="DATE", help="the day to plan for; default: the file's own day, or today")
    plan.add_argument("--patient", action="store_true", help="in plain words, for the person")
    plan.add_argument(
        "--what-if", action="append", default=[], metavar="FIELD=VALUE", help="what would change, and why: egfr=25, dx_list=gout"
    )
    plan.add_argument("--choose", metavar="ID,ID", help="look at a choice as a whole: what clashes, what starts when, the week")
    plan.add_argument("--pdf", metavar="OUT", help="write a visit summary for one person")
    plan.set_defaults(run=_plan)

    dose = commands.add_parser("dose", help="a medicine's titration or taper as dates: dose duloxetine FILE --start 2026-12-01")
    dose.add_argument("therapy", metavar="ID")
    dose.add_argument("file", metavar="FILE", help="as for assess, one person")
    dose.add_argument("--start", required=True, metavar="DATE", help="the first day")
    dose.add_argument("--stop-from", type=float, metavar="MG", help="taper instead, from so many mg a day")
    dose.add_argument("--instead-of", metavar="ID", help="change from this one: its taper from --stop-from MG, then the new one")
    dose.add_argument("--ics", metavar="OUT", help="write a calendar file too")
    dose.add_argument("--signed", action="append", default=[], metavar="ID/NAME", help="a schedule that your clinic has signed")
    dose.set_defaults(run=_dose)

    procedure = commands.add_parser(
        "procedure", help="the sheet of a session: gate, the most of each drug with its working, watch, stop"
    )
    procedure.add_argument("therapy", metavar="ID", help="tpi, onb, sgb, iv_lidocaine, iv_ketamine, iv_magnesium, rtms, ...")
    procedure.add_argument("file", metavar="FILE", help="as for assess, one person")
    procedure.add_argument(
        "--planned", action="append", default=[], metavar="AGENT=MG", help="a local anaesthetic that is planned"
    )
    procedure.add_argument("--steroid", action="append", default=[], metavar="AGENT=MG", help="steroid of the last 12 months")
    procedure.set_defaults(run=_procedure)

    therapies = commands.add_parser("therapies", help="the whole shelf with its evidence, or one therapy")
    therapies.add_argument("name", nargs="?", metavar="ID", help="one therapy in full")
    therapies.add_argument("--conflicts", action="store_true", help="only where guidelines contradict each other")
    therapies.set_defaults(run=_therapies)

    compare = commands.add_parser("compare", help="therapies side by side for one person: compare duloxetine milnacipran FILE")
    compare.add_argument("therapies", nargs="+", metavar="ID")
    compare.add_argument("file", metavar="FILE", help="as for assess, one person")
    compare.add_argument("--as-of", metavar="DATE", help="the day to plan for")
    compare.set_defaults(run=_compare)


def _of_knowledge(commands: Commands) -> None:
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


def _of_clinics(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="a made-up clinic on this machine, with sign-ins by one click")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--folder", default=".demo", help="where the made-up clinic is kept")
    demo.add_argument("--fresh", action="store_true", help="forget an earlier demo")
    demo.add_argument("--no-browser", action="store_true", help="do not open a browser")
    demo.set_defaults(run=_demo)
    serve = commands.add_parser("serve", help="run a real clinic; its settings stand in the environment")
    serve.add_argument("--bind", default="127.0.0.1:8000", help="address and port, behind a proxy that speaks https")
    serve.add_argument("--workers", type=int, default=3)
    serve.set_defaults(run=_serve)
    jobs = commands.add_parser("jobs", help="do what is due: reminders, offers that ran out, late alerts, deletions")
    jobs.add_argument("--watch", action="store_true", help="each minute, until the process that began it ends")
    jobs.set_defaults(run=_jobs)
    backup = commands.add_parser("backup", help="write the whole clinic into one file, while it runs")
    backup.add_argument("path", metavar="OUT")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="unpack a backup into an empty folder, once it is found whole")
    restore.add_argument("path", metavar="FILE")
    restore.add_argument("--into", required=True, metavar="FOLDER")
    restore.set_defaults(run=_restore)
    manage = commands.add_parser("manage", help="run one of Django's commands for the clinic: migrate, check, shell")
    manage.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND")
    manage.set_defaults(run=_manage)


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(
        prog="fibrocare",
        description="From widespread pain to a plan that is measured. Fibrocare supports a clinician; it does not diagnose.",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    _of_people(commands)
    trial.add(commands)
    _of_knowledge(commands)
    _of_clinics(commands)
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

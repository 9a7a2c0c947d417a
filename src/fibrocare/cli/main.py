"""The commands. Each imports what it needs when it runs, so that `--help` and a cold `assess` stay quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From widespread pain to a plan that is measured. Fibrocare supports a clinician; it does not diagnose.",
)
knowledge_app = typer.Typer(no_args_is_help=True, help="The knowledge files: check, list, show, licences, compile.")
app.add_typer(knowledge_app, name="knowledge")

# What the input could not give: wrong files, refused answers.
BAD_INPUT = 2


@app.command()
def assess(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Answers (JSON, TOML), FHIR R4 (JSON, NDJSON), folders; - is standard input; `example` an example.",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print the JSON contract; one line each for many people.")] = False,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to assess for; default: the file's own, or today.")
    ] = None,
    lab_policy: Annotated[
        str, typer.Option(metavar="canadian|rcp|minimal", help="Which core laboratory tests the clinic does once.")
    ] = "canadian",
) -> None:
    """Assess one person or many: urgency, criteria, what else it could be, what to ask."""
    from fibrocare.cli.assess import run

    raise typer.Exit(run(files, as_json=json, as_of=as_of, lab_policy=lab_policy))


@app.command()
def explain(
    rule: Annotated[
        str, typer.Argument(help="A rule, criteria, instrument, field or therapy id, such as E04, X01, acr_2016, phq9.")
    ],
) -> None:
    """Print a rule, its sources and its tests."""
    from fibrocare.cli.explain import run

    raise typer.Exit(run(rule))


@app.command()
def doctor() -> None:
    """Say in one line each what is wrong with this installation."""
    from fibrocare.cli.doctor import run

    raise typer.Exit(run())


@knowledge_app.command("check")
def knowledge_check(
    folder: Annotated[Path | None, typer.Option(help="Check the knowledge files of this folder instead.")] = None,
) -> None:
    """Check every file, every name between files, and run every case."""
    from fibrocare.cli.knowledge import check

    raise typer.Exit(check(folder))


@knowledge_app.command("list")
def knowledge_list(
    kind: Annotated[str | None, typer.Argument(help="fields, instruments, criteria, triage, differentials ...")] = None,
) -> None:
    """List what there is, or all of one kind."""
    from fibrocare.cli.knowledge import list_kind

    raise typer.Exit(list_kind(kind))


@knowledge_app.command("show")
def knowledge_show(name: Annotated[str, typer.Argument(help="An id, or kind/id.")]) -> None:
    """Print the file, or the part of a file, that holds one thing."""
    from fibrocare.cli.knowledge import show

    raise typer.Exit(show(name))


@knowledge_app.command("licences")
def knowledge_licences() -> None:
    """Print every instrument's licence verdict, terms and credit."""
    from fibrocare.cli.knowledge import licences

    raise typer.Exit(licences())


@knowledge_app.command("compile")
def knowledge_compile(
    check: Annotated[bool, typer.Option("--check", help="Only say whether the compiled file is current.")] = False,
) -> None:
    """Write the compiled knowledge from the TOML files (for developers)."""
    from fibrocare.cli.knowledge import compile_knowledge

    raise typer.Exit(compile_knowledge(check_only=check))


def main() -> None:
    """Run the command line; an interrupted pipe or a key press ends it quietly."""
    try:
        app()
    except (KeyboardInterrupt, BrokenPipeError):
        sys.stderr.close()
        sys.exit(130)

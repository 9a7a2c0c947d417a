"""Write the reference pages that come from the knowledge files: `make compile`. A test checks that they are current."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import load_files

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/rules.md"


README = ROOT / "README.md"


def main() -> None:
    """Write the page of rules, and the example into the README."""
    PAGE.write_text(page(load_files()), "utf-8")
    text = README.read_text("utf-8")
    example = subprocess.run([sys.executable, "-m", "fibrocare", "assess", "example"], capture_output=True, check=True, text=True)
    README.write_text(
        re.sub(r"```\nFibrocare .*?```", lambda _: f"```\n{example.stdout.strip()}\n```", text, flags=re.DOTALL), "utf-8"
    )


def page(knowledge: Knowledge) -> str:
    """Every rule with its source and verification, for a clinician to read through."""
    head = [
        "# Every rule",
        "",
        "Written from the knowledge files by `make compile`; do not edit. `fibrocare explain ID` shows conditions and cases.",
        f"Reviewed: {_reviewed(knowledge)}.",
    ]
    sections = (_criteria, _triage, _differentials, _comorbidities, _contributors, _workup, _instruments, _learn, _sources)
    return "\n".join([*head, *(line for section in sections for line in ["", *section(knowledge)])]) + "\n"


def _reviewed(knowledge: Knowledge) -> str:
    files = [
        *knowledge.triage.values(),
        *knowledge.criteria.values(),
        *knowledge.differentials.values(),
        *knowledge.instruments.values(),
    ]
    return "; ".join(sorted({f"{file.reviewed_on} by {file.reviewed_by}" for file in files}))


def _table(*columns: str) -> list[str]:
    return [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]


def _row(*cells: object) -> str:
    return f"| {' | '.join(' '.join(str(cell).split()).replace('|', '/') for cell in cells)} |"


def _cite(claim: object) -> str:
    return ", ".join(getattr(claim, "sources", ()))


def _criteria(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## Criteria", "", *_table("id", "name", "all of", "and one of", "accuracy", "source", "verification")]
    for name, it in sorted(knowledge.criteria.items(), key=lambda entry: entry[1].order):
        always = ", ".join(f"{part} at least {limit:g}" for part, limit in it.always.items())
        routes = "; or ".join(", ".join(f"{part} at least {limit:g}" for part, limit in route.items()) for route in it.routes)
        yield _row(name, it.name, always, routes, it.accuracy, _cite(it), it.verification)


def _triage(knowledge: Knowledge) -> Iterator[str]:
    for name in ("emergency", "same_day", "soon", "help"):
        file = knowledge.triage[name]
        yield from [
            "",
            f"## Triage: {file.level.replace('_', ' ')}",
            "",
            *_table("id", "finding", "advice", "source", "verification"),
        ]
        for rule in file.rules:
            yield _row(rule.id, rule.finding, rule.advice, _cite(rule), rule.verification)


def _differentials(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## What else it could be", "", *_table("id", "condition", "features", "tests", "source", "verification")]
    for it in sorted(knowledge.differentials.values(), key=lambda spec: int(spec.id[1:])):
        yield _row(it.id, it.name, ", ".join(it.features), ", ".join(it.tests), _cite(it), it.verification)


def _comorbidities(knowledge: Knowledge) -> Iterator[str]:
    yield from [
        "## What often comes along",
        "",
        *_table("id", "condition", "how often", "screen", "changes", "source", "verification"),
    ]
    for name, it in knowledge.comorbidities.items():
        often = "; ".join(figure.says for figure in it.prevalence)
        yield _row(name, it.name, often, it.screen, " ".join(it.changes), _cite(it), it.verification)


def _contributors(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## What may have set it off", "", *_table("id", "what", "what is known", "source", "verification")]
    for name, it in knowledge.contributors.items():
        yield _row(name, it.name, it.summary, _cite(it), it.verification)


def _workup(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## Tests", "", *_table("id", "test", "tier", "lab policies", "note", "source", "verification")]
    for file in knowledge.workup.values():
        for test in file.tests:
            yield _row(test.id, test.name, test.tier, ", ".join(test.policies), test.note, _cite(test), test.verification)
    yield from ["", "### Not ordered as a routine", "", *_table("what", "why", "source", "verification")]
    for file in knowledge.workup.values():
        for entry in file.do_not_order:
            yield _row(entry.name, entry.why, _cite(entry), entry.verification)
    yield from ["", "## Referrals", "", *_table("to", "priority", "why", "source", "verification")]
    for file in knowledge.workup.values():
        for referral in file.referrals:
            yield _row(referral.to, referral.priority, referral.why, _cite(referral), referral.verification)


def _instruments(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## Instruments", "", *_table("id", "name", "measures", "recall", "version", "licence", "cases")]
    for name, it in knowledge.instruments.items():
        yield _row(name, it.name, it.measures, it.recall, it.version, it.licence.verdict, len(it.cases))


def _learn(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## What everybody can read", "", *_table("page", "under", "says", "source", "verification")]
    for page in sorted(knowledge.learn.values(), key=lambda it: it.order):
        for section in page.sections:
            for it in section.paragraphs:
                yield _row(page.title, section.heading, it.says, _cite(it), it.verification)


def _sources(knowledge: Knowledge) -> Iterator[str]:
    yield from ["## Sources", "", *_table("id", "citation", "read")]
    for name, it in knowledge.sources.items():
        where = " ".join(f"{label} {value}" for label, value in (("doi", it.doi), ("PMID", it.pmid)) if value)
        yield _row(name, f"{it.cite} {where}", it.read)


if __name__ == "__main__":
    main()

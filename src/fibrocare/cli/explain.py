"""`fibrocare explain`: a rule, its sources and its tests, on one screen."""

import sys
from collections.abc import Iterator
from typing import Any

from fibrocare.cli.knowledge import matching
from fibrocare.engine.cases import run_cases
from fibrocare.knowledge import Knowledge
from fibrocare.knowledge.loader import load_files

OK, BAD = 0, 2


def run(name: str) -> int:
    """Print what the files say of an id: its text, each source in words, each case with its result."""
    knowledge = load_files()
    texts = matching(name)
    if not texts:
        print(f"nothing is called {name!r}: `fibrocare knowledge list` shows what there is", file=sys.stderr)
        return BAD
    for path, text in texts:
        body = "\n".join(_without_cases(text))
        print(f"# {path.name}\n{body.strip()}\n")
        _print_sources(text, knowledge)
    _print_cases(name, [path.stem for path, _ in texts], knowledge)
    return OK


def _without_cases(text: str) -> Iterator[str]:
    skipping = False
    for line in text.splitlines():
        if line.startswith("["):
            skipping = line.strip() in ("[[cases]]", "[[rules.cases]]", "[[tests.cases]]", "[[referrals.cases]]")
        if not skipping:
            yield line


def _print_sources(text: str, knowledge: Knowledge) -> None:
    cited = {name: source for name, source in knowledge.sources.items() if f'"{name}"' in text}
    if cited:
        print("Sources")
    for name, source in cited.items():
        where = "".join(
            f", {label} {value}"
            for label, value in (("doi", source.doi), ("PMID", source.pmid))
            if value and value not in source.cite
        )
        print(f"  {name} ({source.read}): {source.cite}{where}")
    print()


def _print_cases(name: str, stems: list[str], knowledge: Knowledge) -> None:
    ran = list(run_cases(knowledge, of=frozenset({name, *stems})))
    if ran:
        print("Tests")
    for it in ran:
        print(f"  {'holds' if it.passed else 'FAILS'}  {it.case.name}: {_short(it.case.given)} -> {_short(it.case.expect)}")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(inner)}" for key, inner in value.items()) or "nothing answered"
    return str(value)

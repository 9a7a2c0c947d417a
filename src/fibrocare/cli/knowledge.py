"""`fibrocare knowledge`: check, list, show, licences, compile."""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from fibrocare.engine.cases import run_cases
from fibrocare.knowledge import Knowledge, load
from fibrocare.knowledge.check import problems
from fibrocare.knowledge.loader import COMPILED, FOLDER, BadKnowledge, compile_to, load_files

OK, BAD = 0, 2


def check(folder: Path | None) -> int:
    """Check all files, all names between them, and run every case; one line for everything that is wrong."""
    try:
        knowledge = load_files(folder or FOLDER)
    except BadKnowledge as reason:
        print(reason, file=sys.stderr)
        return BAD
    wrong = list(problems(knowledge))
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} problems", file=sys.stderr)
        return BAD
    counts: Counter[bool] = Counter()
    for ran in run_cases(knowledge):
        counts[ran.passed] += 1
        if not ran.passed:
            print(ran, file=sys.stderr)
    print(f"knowledge {knowledge.version}: {_sizes(knowledge)}; {counts[True]} cases hold, {counts[False]} fail")
    return BAD if counts[False] else OK


def _sizes(knowledge: Knowledge) -> str:
    kinds = (
        "fields",
        "instruments",
        "criteria",
        "differentials",
        "comorbidities",
        "contributors",
        "medicines",
        "conditions",
        "sources",
    )
    return ", ".join(f"{len(getattr(knowledge, kind))} {kind}" for kind in kinds)


def list_kind(kind: str | None) -> int:
    """List the kinds with their sizes, or every id of one kind with its name."""
    knowledge = load()
    kinds = {name: getattr(knowledge, name) for name in knowledge.__struct_fields__ if name != "version"}
    if kind is None:
        for name, things in kinds.items():
            print(f"{name:15}{len(things)}")
        return OK
    if kind not in kinds:
        print(f"{kind!r} is not a kind of knowledge: allowed are {', '.join(kinds)}", file=sys.stderr)
        return BAD
    if kind == "triage":
        for file in knowledge.triage.values():
            for rule in file.rules:
                print(f"{rule.id:6}{file.level:15}{rule.finding}")
        return OK
    for name, thing in kinds[kind].items():
        print(f"{name:28}{_title(thing)}".rstrip())
    return OK


def _title(thing: Any) -> str:
    for key in ("name", "question", "cite", "note"):
        title = getattr(thing, key, None)
        if title:
            code = getattr(thing, "id", "")
            return f"{code} {title}".strip()
    return str(thing) if isinstance(thing, (str, int)) else ""


def show(name: str) -> int:
    """Print the text of the file, or of the table in a file, that holds this id."""
    for path, text in matching(name):
        print(f"# {path.relative_to(FOLDER)}\n{text.strip()}\n")
        return OK
    print(f"nothing is called {name!r}: `fibrocare knowledge list` shows the kinds", file=sys.stderr)
    return BAD


def matching(name: str) -> list[tuple[Path, str]]:
    """Files named so, else tables named so inside files, else rules with that id."""
    files = [path for path in sorted(FOLDER.rglob("*.toml")) if name in (path.stem, f"{path.parent.name}/{path.stem}")]
    if files:
        return [(path, path.read_text("utf-8")) for path in files]
    found = []
    for path in sorted(FOLDER.rglob("*.toml")):
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
        if name in table and isinstance(table[name], dict):
            found.append((path, _block(text, (f"[{name}]", f'["{name}"]', f"[{name}."))))
        elif table.get("id") == name:
            found.append((path, text))
        elif any(isinstance(rule, dict) and rule.get("id") == name for rule in table.get("rules", [])):
            found.append((path, _rule(text, name)))
    return found


def _block(text: str, starts: tuple[str, ...]) -> str:
    lines, taken, on = text.splitlines(), [], False
    for line in lines:
        if line.startswith("["):
            on = line.startswith(starts)
        if on:
            taken.append(line)
    return "\n".join(taken)


def _rule(text: str, name: str) -> str:
    rules = text.split("[[rules]]")
    wanted = next(rule for rule in rules[1:] if tomllib.loads("[[rules]]" + rule)["rules"][0]["id"] == name)
    return "[[rules]]" + wanted


def licences() -> int:
    """Print the licence verdict of every instrument, the strictest last, with the credit that must be shown."""
    knowledge = load()
    order = ("SHIP", "SCORING_ONLY", "DO_NOT_SHIP")
    for verdict in order:
        print(verdict)
        for name, it in sorted(knowledge.instruments.items()):
            if it.licence.verdict == verdict:
                print(f"  {name:22}{it.name}")
                for label, text in (("holder", it.licence.holder), ("terms", it.licence.terms), ("credit", it.licence.credit)):
                    if text:
                        print(f"  {'':22}{label}: {text}")
        print()
    return OK


def compile_knowledge(*, check_only: bool) -> int:
    """Write the compiled file, or say whether it is current."""
    try:
        compiled = compile_to()
    except BadKnowledge as reason:
        print(reason, file=sys.stderr)
        return BAD
    path = FOLDER / COMPILED
    if check_only:
        current = path.exists() and path.read_bytes() == compiled
        print(
            "compiled knowledge is current" if current else "compiled knowledge is not current: run `fibrocare knowledge compile`"
        )
        return OK if current else BAD
    path.write_bytes(compiled)
    print(f"{path.name}: {len(compiled) // 1024} kB")
    return OK

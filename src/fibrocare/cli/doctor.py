"""`fibrocare doctor`: what is wrong with this installation, a line each."""

import sys
from collections.abc import Iterator
from importlib import metadata

from fibrocare.knowledge import load
from fibrocare.knowledge.loader import COMPILED, FOLDER, BadKnowledge, compile_to

_NEEDED = ("msgspec", "rich")


def run() -> int:
    """Print each trouble with what to do; nothing wrong is said in one line too."""
    troubles = list(_troubles())
    for trouble in troubles:
        print(trouble)
    if not troubles:
        version = metadata.version("fibrocare")
        print(f"Nothing is wrong: fibrocare {version}, Python {sys.version.split()[0]}, knowledge {load().version}")
    return 1 if troubles else 0


def _troubles() -> Iterator[str]:
    for package in _NEEDED:
        try:
            metadata.version(package)
        except metadata.PackageNotFoundError:
            yield f"{package} is not installed: run `python3 start.py`, or install from requirements.lock"
    try:
        load()
    except BadKnowledge as reason:
        yield f"knowledge: {reason}"
        return
    try:
        if compile_to() != (FOLDER / COMPILED).read_bytes():
            yield "knowledge: the compiled file is older than the TOML files: run `fibrocare knowledge compile`"
    except BadKnowledge as reason:
        yield from (f"knowledge: {line}" for line in str(reason).splitlines())
    if (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", ""):
        yield f"the terminal's encoding is {sys.stdout.encoding}: set PYTHONUTF8=1, else signs such as · may fail"

"""Check the lock files: every requirement of pyproject.toml is pinned with hashes, and no line holds an address."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Print what is wrong, one line each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]
    run = project["dependencies"] + extra["print"] + extra["response"] + extra["web"]
    run = [it for it in run if _name(it) != project["name"]]  # an extra that takes another one along
    wanted = {"requirements.lock": run, "requirements-dev.lock": run + extra["dev"]}
    wrong = [line for name, needs in wanted.items() for line in problems(name, needs)]
    print("\n".join(wrong) or "lock files are current")  # noqa: T201
    return 1 if wrong else 0


def problems(name: str, needs: list[str]) -> list[str]:
    """What is wrong with one lock file."""
    text = (ROOT / name).read_text()
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, flags=re.MULTILINE))
    missing = [f"{name}: {need} is not pinned; run `make lock`" for need in needs if _name(need) not in pinned]
    addresses = [f"{name}: an address stands in it; run `make lock`"] if "://" in text else []
    bare = [f"{name}: {package} has no hash" for package in pinned if f"{package}==" in text and "--hash" not in text]
    return missing + addresses + bare


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0].lower()


if __name__ == "__main__":
    sys.exit(main())

"""Every hazard has its fields filled, and every control is a test that exists."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HAZARDS = sorted((ROOT / "docs/safety/hazards").glob("H-*.toml"))
FIELDS = {"hazard", "cause", "harm", "before", "after", "status", "controls"}


def defined(path: Path) -> set[str]:
    """The tests of a file, as `test_x` or `TestX::test_x`."""
    names = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return names


@pytest.mark.parametrize("path", HAZARDS, ids=[path.stem for path in HAZARDS])
def test_hazard(path):
    hazard = tomllib.loads(path.read_text("utf-8"))

    assert set(hazard) == FIELDS
    assert all(hazard.values())
    for control in hazard["controls"]:
        file, _, name = control.partition("::")
        assert (ROOT / file).exists(), control
        assert name in defined(ROOT / file), control


def test_there_are_hazards():
    assert len(HAZARDS) >= 14

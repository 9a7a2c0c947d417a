"""Every query for patient data starts from `visible_to` or `contactable_by`, or stands in `check_visible.toml` with its reason.

It reads the managers of models. A related manager (`patient.visits`) starts from a row already permitted, and is not read.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_STARTS = {"visible_to", "contactable_by", "create", "bulk_create"}  # the last two read nothing
_OR_404 = ("get_object_or_404", "get_list_or_404")  # given a model itself, they read all of it
_MANAGERS = {"objects", "_default_manager", "_base_manager"}


def _sources(web: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(web.rglob("*.py")):
        # The demo makes everybody up, and shows nobody anything.
        if not {"migrations", "demo"}.intersection(path.parts):
            yield path.relative_to(web).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _points_at_patient(node: ast.stmt) -> bool:
    call = getattr(node, "value", None)
    if not (isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("ForeignKey", "OneToOneField"))):
        return False
    to = call.args[0] if call.args else next((it.value for it in call.keywords if it.arg == "to"), None)
    return to is not None and ast.unparse(to).strip("'\"").split(".")[-1] == "Patient"


def patient_models(web: Path) -> set[str]:
    """Patient, and every model with a key to it."""
    classes = (node for _, tree in _sources(web) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {"Patient"} | {it.name for it in classes if any(map(_points_at_patient, it.body))}


def _queries(node: ast.AST, models: set[str], where: str = "", after: str = "") -> Iterator[tuple[str, str]]:
    """Where (class and function) a query of which model starts from something else; `after` is the name read off this node."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        where = f"{where}.{node.name}".lstrip(".")
    if isinstance(node, ast.Attribute) and node.attr in _MANAGERS:
        model = ast.unparse(node.value).split(".")[-1]
        if model in models and after not in _STARTS:
            yield where, model
    if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith(_OR_404):
        model = ast.unparse(node.args[0]).split(".")[-1]
        if model in models:
            yield where, model
    for child in ast.iter_child_nodes(node):
        yield from _queries(child, models, where, node.attr if isinstance(node, ast.Attribute) else "")


def unguarded(web: Path) -> set[str]:
    """`file:function:Model` for every query that starts elsewhere."""
    models = patient_models(web)
    return {f"{file}:{where}:{model}" for file, tree in _sources(web) for where, model in _queries(tree, models)}


def faults(web: Path, allowed: dict[str, str]) -> list[str]:
    """What is wrong, one plain line each."""
    found = unguarded(web)
    return [
        *(
            f"{it}: start from visible_to(user), or give a reason in tools/check_visible.toml"
            for it in sorted(found - set(allowed))
        ),
        *(f"{it}: no such query any more; take the line out of tools/check_visible.toml" for it in sorted(set(allowed) - found)),
        *(f"{it}: give a reason in tools/check_visible.toml" for it, why in sorted(allowed.items()) if not why.strip()),
    ]


if __name__ == "__main__":
    wrong = faults(ROOT / "src/fibrocare/web", tomllib.loads((ROOT / "tools/check_visible.toml").read_text(encoding="utf-8")))
    sys.exit("\n".join(wrong) or 0)

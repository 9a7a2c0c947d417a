"""The painful areas as a small table in characters, left and right from the person's own side."""

from collections.abc import Iterator

_PAIRS = (
    ("jaw", "jaw"),
    ("shoulder", "shoulder"),
    ("uparm", "upper arm"),
    ("loarm", "lower arm"),
    ("hip", "hip"),
    ("upleg", "upper leg"),
    ("loleg", "lower leg"),
)
_MIDDLE = (("neck", "neck"), ("upback", "upper back"), ("loback", "lower back"), ("chest", "chest"), ("abdomen", "belly"))


def draw(painful: frozenset[str]) -> Iterator[str]:
    """The map, one line a pair of areas: `x` hurts, `.` does not."""
    yield f"{'':11}left right   middle"
    for place, (area, name) in enumerate(_PAIRS):
        left, right = ("x" if f"{area}_{side}" in painful else "." for side in "lr")
        middle = ""
        if place < len(_MIDDLE):
            middle = f"   {'x' if _MIDDLE[place][0] in painful else '.'} {_MIDDLE[place][1]}"
        yield f"{name:11}{left:^4} {right:^5}{middle}".rstrip()

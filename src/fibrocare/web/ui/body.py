"""The drawing of the body: our own, of simple shapes. One half is drawn, the other is its mirror.

The reader of a front view looks at the person: the person's right is on the reader's left. In a back view left is left.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 220, 440
# Head and face are a site of AAPT 2019 and no area of the map: asked for with words, and drawn where they hurt.
HEAD = "head"
Box = tuple[int, int, int, int]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn: its outline, the box (x, y, width, height) where a tap means it, and its mark if not in the middle.

    A paired shape lies on the reader's left and is mirrored. What has no `area` is only drawn, and not tapped without a `tap`.
    """

    path: str
    area: str = ""
    tap: Box = (0, 0, 0, 0)
    mark: Point | None = None
    paired: bool = True
    views: tuple[str, ...] = ("front", "back")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape in its place: the area's id in the dictionary, where to tap, where its mark goes, and the box that it ticks."""

    path: str
    mirrored: bool
    area: str
    tap: Box
    mark: Point
    ticks: str
    chosen: bool


_TORSO = "M90 107Q110 114 130 107Q138 124 135 144L132 176Q110 183 88 176L85 144Q82 124 90 107Z"
_WAIST = "M88 179Q110 186 132 179L135 221Q110 229 85 221Z"
_SHAPES = (
    Shape(
        "M110 8C92 8 83 22 83 42C85 60 96 72 110 72C124 72 135 60 137 42C137 22 128 8 110 8Z", HEAD, mark=(110, 28), paired=False
    ),
    Shape("M31 260Q37 264 44 263Q44 282 36 287Q27 284 27 272Z"),
    Shape("M86 413Q92 416 98 413Q101 424 97 430Q87 436 77 431Q77 424 86 413Z"),
    Shape("M110 54Q96 54 84.6 48C88 62 97 72 110 72Z", "jaw", (66, 39, 44, 36), mark=(100, 61), views=("front",)),
    Shape("M98 71Q110 76 122 71V97Q123 103 130 105Q110 112 90 105Q97 103 98 97Z", "neck", (91, 75, 38, 34), paired=False),
    Shape("M88 107Q66 110 60 124Q56 134 57 142L83 142Q80 124 88 107Z", "shoulder", (48, 104, 38, 38)),
    Shape("M56 145L79 145Q76 172 63 200Q53 201 43 196Q48 168 56 145Z", "uparm", (38, 143, 45, 55)),
    Shape("M42 199Q52 204 62 203Q56 232 44 260Q37 261 31 257Q32 226 42 199Z", "loarm", (22, 199, 45, 62)),
    Shape(_TORSO, "chest", (87, 110, 46, 67), paired=False, views=("front",)),
    Shape(_WAIST, "abdomen", (85, 179, 50, 44), paired=False, views=("front",)),
    Shape(_TORSO, "upback", (87, 110, 46, 67), paired=False, views=("back",)),
    Shape(_WAIST, "loback", (85, 179, 50, 44), paired=False, views=("back",)),
    Shape("M85 224Q97 229 109 229V250L104 258Q90 262 76 256Q78 238 85 224Z", "hip", (72, 224, 38, 36)),
    Shape("M76 259Q90 265 107 260Q109 300 101 338Q91 342 82 338Q72 296 76 259Z", "upleg", (70, 260, 40, 80)),
    Shape("M82 341Q91 345 101 341Q104 372 98 410Q92 413 86 410Q76 372 82 341Z", "loleg", (70, 340, 40, 72)),
)
# The checklist in four parts, head to foot.
PARTS = {
    "head": ("jaw_l", "jaw_r", "neck"),
    "arms": ("shoulder_l", "shoulder_r", "uparm_l", "uparm_r", "loarm_l", "loarm_r"),
    "trunk": ("chest", "abdomen", "upback", "loback"),
    "legs": ("hip_l", "hip_r", "upleg_l", "upleg_r", "loleg_l", "loleg_r"),
}


def figure(view: str, *, chosen: Collection[str] = (), ticks: Mapping[str, str] | None = None) -> list[Drawn]:
    """The shapes of the front or the back view; `ticks` names the checkbox of each area."""
    boxes = ticks or {}
    found = []
    for shape in _SHAPES:
        if view in shape.views:
            for mirrored in (False, True) if shape.paired else (False,):
                area = f"{shape.area}_{_side(view, mirrored)}" if shape.area and shape.paired else shape.area
                tap, mark = _placed(shape, mirrored)
                found.append(Drawn(shape.path, mirrored, area, tap, mark, boxes.get(area, ""), area in chosen))
    return found


def _placed(shape: Shape, mirrored: bool) -> tuple[Box, Point]:
    x, y, width, height = shape.tap
    left, top = shape.mark or (x + width // 2, y + height // 2)
    return ((WIDTH - x - width, y, width, height), (WIDTH - left, top)) if mirrored else (shape.tap, (left, top))


def _side(view: str, mirrored: bool) -> str:
    return "l" if mirrored == (view == "front") else "r"

"""The frame of every chart: its names for screen readers, its size, its text, and a style of its own for a file on disk."""

from collections.abc import Iterable
from html import escape

# Units of the drawing. A phone of 390 px shows it about as wide as it is, so its letters are at least 13 px there.
WIDTH, LETTER = 340.0, 13
TEXT = f'font-size="{LETTER}" fill="currentColor" stroke="none"'

# A file on disk has no style sheet around it. Where a page has one, classes of that sheet say the same.
_ALONE = (
    "<style>.chart{color:#222;background:#fff;font-family:system-ui,sans-serif}"
    ".chart__words{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
    "@media (prefers-color-scheme:dark){.chart{color:#e6e1d6;background:#15191a}.chart__words{stroke:#15191a}}"
    "@media print{.chart{color:#000;background:#fff}.chart__words{stroke:#fff}}</style>"
)


def frame(inside: Iterable[str], *, title: str, says: str, height: float, key: str, alone: bool = False) -> str:
    """A chart around its marks.

    Args:
        says: the chart in a sentence, for whoever does not see it.
        key: makes the ids unique on a page.
        alone: for a file of its own, with its style in it; on a page the style sheet has it.
    """
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH:g} {height:g}" role="img" aria-labelledby="{key}-title {key}-says" '
        'xmlns="http://www.w3.org/2000/svg" stroke="currentColor" fill="none">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-says">{escape(says)}</desc>'
        f"{_ALONE if alone else ''}{''.join(inside)}</svg>"
    )


def words(text: str, x: float, y: float, *, anchor: str = "start", halo: bool = False) -> str:
    """A line of text; with a halo where it may stand upon marks."""
    kind = ' class="chart__words"' if halo else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{kind} {TEXT}>{escape(text)}</text>'


def wide_as(text: str) -> float:
    """About how wide a text is: fonts differ, so a little more than the usual."""
    return len(text) * LETTER * 0.54


def line(x: float, y: float, to_x: float, to_y: float, more: str = "") -> str:
    """A straight line; `more` are presentation attributes."""
    return f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" {more}/>'

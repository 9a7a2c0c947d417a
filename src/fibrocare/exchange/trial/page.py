"""A trial of one person as a page in a file: the words, both pictures, and the days as a table. It needs nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from fibrocare.engine.response.trial.decide import Decision
from fibrocare.engine.response.trial.series import Series
from fibrocare.exchange.chart import draw, draw_interval, interval_rows
from fibrocare.exchange.trial.drawing import HEAD, days_chart, effect_chart, period_rows
from fibrocare.exchange.trial.words import Names

_STYLE = """
:root { color-scheme: light dark; --paper: #faf6ee; --ink: #25302e; --line: #d9d2c3; }
@media (prefers-color-scheme: dark) { :root { --paper: #15191a; --ink: #e6e1d6; --line: #3a4342; } }
@media print { :root { --paper: #fff; --ink: #000; } }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; background: var(--paper); color: var(--ink); }
body { font: 1.125rem/1.55 system-ui, sans-serif; }
.chart { display: block; width: 100%; height: auto; }
.chart__words { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; font-size: 1rem; }
caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .4rem .4rem .4rem 0; border-bottom: 1px solid var(--line); }
td:nth-child(2) { min-width: 5.5rem; }
.wide { overflow-x: auto; }
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One result: the decision, how it is spoken of, and what the person is told, a paragraph each."""

    decision: Decision
    names: Names
    says: tuple[str, ...]


def trial_page(series: Series, results: Sequence[Told]) -> str:
    """The page as text."""
    inside = "".join(part for place, it in enumerate(results) for part in _part(series, it, f"r{place}"))
    table = html_table(f"{series.measure.name.capitalize()}, period by period", HEAD, period_rows(series))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>A trial of one person</title><style>{_STYLE}</style></head><body><main><h1>A trial of one person</h1>"
        f"{inside}{table}<p>Fibrocare supports a clinician; it does not decide.</p></main></body></html>\n"
    )


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first row names the columns."""
    names = "".join(f'<th scope="col">{escape(it)}</th>' for it in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(it)}</td>' for it in row)}</tr>" for row in rows)
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0">{table}</div>'


def _part(series: Series, it: Told, key: str) -> Iterator[str]:
    effect = effect_chart(it.decision, series, it.names, it.says[0])
    yield f"<h2>{escape(it.names.treatment.capitalize())}</h2>{''.join(f'<p>{escape(text)}</p>' for text in it.says)}"
    yield draw(days_chart(series, it.names, it.says[0]), f"{key}-days")
    yield f"<h3>{escape(effect.title)}</h3>{draw_interval(effect, f'{key}-effect')}"
    yield html_table("The effect", ("", "Points"), interval_rows(effect))

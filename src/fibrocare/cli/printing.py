"""Lines on a terminal, or in a file."""

import shutil
import sys

from fibrocare.engine.assessment import Assessment
from fibrocare.exchange.page import page
from fibrocare.exchange.page.line import MARGIN, WIDTH, Line, plain
from fibrocare.knowledge import Knowledge


def print_page(assessment: Assessment, knowledge: Knowledge) -> None:
    """Print the page of an assessment."""
    hint = Line("`fibrocare explain ID` shows a rule, its sources and its tests.")
    print_lines([*page(assessment, knowledge), hint])


def print_lines(lines: list[Line]) -> None:
    """Print lines; colour only on a terminal."""
    if not sys.stdout.isatty():
        for line in lines:
            print(plain(line))
        return
    from rich.console import Console
    from rich.text import Text

    width = min(shutil.get_terminal_size().columns - 1, WIDTH)
    console = Console(highlight=False)
    for line in lines:
        text = Text(plain(line, width))
        text.stylize("bold", 0, MARGIN)
        text.stylize(line.style, MARGIN)
        console.print(text)

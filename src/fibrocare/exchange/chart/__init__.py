"""Charts drawn on the server: SVG that reads in grey, in the dark and at 320 px, each with its data as a table beside it."""

from fibrocare.exchange.chart.days import Band, Days, Line, draw, rows

__all__ = ["Band", "Days", "Line", "draw", "rows"]

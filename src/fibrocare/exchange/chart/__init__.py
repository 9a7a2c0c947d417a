"""Charts drawn on the server: SVG that reads in grey, in the dark and at 320 px, each with its data as a table beside it."""

from fibrocare.exchange.chart.days import Band, Days, Line, draw, rows, said_day, said_span
from fibrocare.exchange.chart.interval import Interval, draw_interval, interval_rows

__all__ = ["Band", "Days", "Interval", "Line", "draw", "draw_interval", "interval_rows", "rows", "said_day", "said_span"]

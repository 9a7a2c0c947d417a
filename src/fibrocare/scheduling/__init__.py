"""Slots, series, waiting lists: takes needs, returns proposals."""

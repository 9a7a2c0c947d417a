"""Slots, series, waiting lists: takes needs, returns proposals. Empty until the clinic books."""

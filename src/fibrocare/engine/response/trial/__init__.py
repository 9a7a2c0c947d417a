"""Trials of one person: the design, what the days say, the effect and what follows from it.

`design` lays out blocks, `series` reads the days, `model` finds the effect, `decide` says keep, stop, your choice or
extend, `pool` learns from the trials of a clinic. How the model is checked: `docs/explanation/n-of-1.md`.
"""

"""Scores: one scorer for every instrument, driven by its file. Missing is not zero."""

from fibrocare.engine.scores.change import Change, change, pain_class, weekly_mean
from fibrocare.engine.scores.scorer import ScaleScore, Score, score, score_all

__all__ = ["Change", "ScaleScore", "Score", "change", "pain_class", "score", "score_all", "weekly_mean"]

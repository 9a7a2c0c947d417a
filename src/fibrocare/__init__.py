"""Fibrocare: from widespread pain to a plan that is measured. It supports a clinician; it never diagnoses."""

__version__ = "0.1.0"

"""Procedures: from the gate to the review. Nothing is given without a whole checklist, doses within limits, and consent."""

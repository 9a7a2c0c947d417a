"""Trials of one person: planned by a clinician, begun with the signature of a plan, followed by the patient, decided together."""

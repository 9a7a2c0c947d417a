"""Plans: chosen with the patient, looked at as a whole, signed by a clinician, followed by the patient."""

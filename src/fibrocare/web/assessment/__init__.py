"""What follows from a patient's answers, on one page for a clinician; and the diagnosis that the clinician records."""

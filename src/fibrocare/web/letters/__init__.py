"""Letters: drafted from the record, changed by a clinician, signed, printed as accessible PDFs."""

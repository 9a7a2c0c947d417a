"""Is it helping: what the diary says about the plan, for the patient and for those who treat."""

"""What somebody here must do about a patient: an alert, a review, a call. The clinician's home is this list."""

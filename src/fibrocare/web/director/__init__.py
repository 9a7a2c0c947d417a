"""What the medical director decides: sign-offs of knowledge, the clinic's policy, who answers alerts; and the access log."""

"""Findings: what the facts mean. Criteria, urgency, what else it could be, what comes with it, how severe, what to check."""

"""Questions of the dictionary as form fields: no page is written for a question, every page for all."""

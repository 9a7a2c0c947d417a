"""Components that need more than a template."""

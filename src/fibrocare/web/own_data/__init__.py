"""Your data: what is kept about a person and who has seen it, all of it to take along, and its deletion."""

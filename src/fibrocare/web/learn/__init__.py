"""Pages to learn from: each therapy in plain words, with how sure we are and who says so."""

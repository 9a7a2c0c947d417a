"""Pages to learn from: the condition, and each therapy in plain words, with how sure we are and who says so."""

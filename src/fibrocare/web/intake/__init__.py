"""The questions before a visit: one a page, saved at each answer, in three short blocks."""

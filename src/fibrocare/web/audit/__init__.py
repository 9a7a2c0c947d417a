"""Who saw or did what, in a log that can only grow and shows when somebody has tampered with it."""

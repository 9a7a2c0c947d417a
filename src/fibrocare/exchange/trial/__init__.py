"""A trial of one person on paper: the sheet that is filled in, the words that tell what came out, the drawing."""

"""Letters, names and columns for text: one door for all that is written."""

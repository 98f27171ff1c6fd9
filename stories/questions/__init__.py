"""What to ask next, from what is missing."""

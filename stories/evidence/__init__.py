"""The words on which each claim about a story rests."""

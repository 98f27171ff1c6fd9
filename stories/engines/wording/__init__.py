"""What a story is called and about: titles, summaries, quotations, themes."""

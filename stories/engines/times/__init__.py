"""When things happened: the words that speak of time, and what they mean."""

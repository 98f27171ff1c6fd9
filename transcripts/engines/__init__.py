"""Speech engines: samples in, lines of words out. No engine knows a model or a setting."""

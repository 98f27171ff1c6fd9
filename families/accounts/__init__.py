"""Signing in and out: passwords, tokens, browsers, and whoever guesses."""

"""Invented lives marked by hand, and how a story engine's findings are held against them: see README.md here."""

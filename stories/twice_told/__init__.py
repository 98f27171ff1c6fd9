"""One event told twice: proposed as a pair, for people to judge."""

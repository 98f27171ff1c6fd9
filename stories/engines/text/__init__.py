"""What was said as sentences and words, each knowing where it stands."""

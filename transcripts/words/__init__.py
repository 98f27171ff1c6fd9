"""Words that people mend: corrections, the family's own words, and taking them along."""

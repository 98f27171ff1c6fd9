"""Who is spoken of, how often, how old they were, and who a name may be."""

"""Finding the stories in a transcript: which engine, what it read, what a model answered, what stays."""

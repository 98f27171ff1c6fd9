"""Where things happened: the gazetteer, and which of several towns a family means."""

"""Where one story ends and the next begins, and which talk belongs to none."""

"""What `script/quick` does: the lint and the nearest tests of what was changed, in a time that one waits for."""

"""How sure one can be of each word. Knows no model and no setting."""

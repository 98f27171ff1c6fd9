"""How numbers that are said are written. Knows no model and no setting."""

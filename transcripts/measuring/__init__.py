"""How well an engine hears, held against what was really said."""

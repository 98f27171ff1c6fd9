"""What the practice set for speech is made of: texts, voices, rooms and the plan of who says what where."""

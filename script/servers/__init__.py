"""Real servers on loopback, for tests and for a day of development. Nothing here is part of the application."""

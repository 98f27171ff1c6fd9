"""Recordings that arrive in pieces: the tus protocol, who writes, what is kept, what is thrown away."""

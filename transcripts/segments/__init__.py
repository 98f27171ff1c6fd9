"""The segments that stand, and what a new hearing makes of them."""

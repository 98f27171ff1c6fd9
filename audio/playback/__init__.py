"""Sound on its way back to those who may hear it."""

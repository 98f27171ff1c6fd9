"""Who and where: people, places and how often they are spoken of."""

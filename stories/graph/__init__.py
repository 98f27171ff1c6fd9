"""What connects stories, people and places: nodes, their order, questions and portraits."""

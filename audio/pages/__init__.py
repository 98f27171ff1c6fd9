"""The pages about sound: adding, recording, questions, removing."""

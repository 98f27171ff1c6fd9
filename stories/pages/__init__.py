"""The family's pages of stories: recordings as one reads them, time, people, places."""

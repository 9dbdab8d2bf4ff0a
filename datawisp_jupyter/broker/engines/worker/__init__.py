"""File databases run in a process of their own: the broker's child, one for each session."""

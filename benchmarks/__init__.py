"""Speed and memory in figures: ``make bench``."""

"""Statements over several sources: each is asked its part, and memory joins them."""

"""Statements made by chance, with canaries and a second database as the judges."""

"""Datawisp for Jupyter: governed data in a notebook."""

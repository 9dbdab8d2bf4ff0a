"""The version of the package and of the broker's API."""

__version__ = "0.1.0"

API_VERSION = 1
"""Raised whenever a client of the previous API could misunderstand the broker."""

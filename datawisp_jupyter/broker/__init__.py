"""The broker: holds secrets, decides, runs queries."""

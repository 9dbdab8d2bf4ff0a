"""The HTTP API; each route beside its authorisation."""

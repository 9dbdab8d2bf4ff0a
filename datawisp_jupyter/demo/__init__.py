"""The embedded demo: an identity provider, a sample source, a tour."""

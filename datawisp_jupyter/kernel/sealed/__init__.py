"""Sealed outputs: what a kernel with governed rows shows is kept in its memory."""

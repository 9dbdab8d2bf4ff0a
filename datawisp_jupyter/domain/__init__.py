"""Frozen values that every process shares; no I/O, no clock, no third-party types."""

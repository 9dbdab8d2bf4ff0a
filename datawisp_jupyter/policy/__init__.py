"""Decisions: pure functions over gathered facts; no I/O, no clock, no randomness.

``authorize`` says who may do what to a connector and returns a ``Permit``; ``check``
says whether a statement may run under a permit and returns a ``CheckedStatement``.
The engines take nothing else.
"""

"""Kernels as the server knows them, without a process."""

from __future__ import annotations

from datetime import UTC, datetime

from datawisp_jupyter.server.kernels import LeasedKernel


def test_a_kernel_that_has_not_started_can_be_listed() -> None:
    """Jupyter asks each kernel when it was last active, also the one that waits for its lease."""
    before = datetime.now(UTC)
    assert before <= LeasedKernel().last_activity <= datetime.now(UTC)

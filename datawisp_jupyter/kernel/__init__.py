"""Magics, results and their sealed display, inside the kernel."""

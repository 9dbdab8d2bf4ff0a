"""Charts: a result aggregated in the kernel to a few points, and how to draw them."""

"""The only way to reach the broker: sync for kernels, async for servers."""

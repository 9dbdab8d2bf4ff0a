"""The second net: what of a kernel's outputs the server lets through and onto disk."""

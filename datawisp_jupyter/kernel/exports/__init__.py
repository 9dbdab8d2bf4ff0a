"""Writing results to files, which is an act of its own and asks the broker first."""

"""The source ``memory``: SQL over what this kernel holds, in a DuckDB that reaches nothing else."""

"""Messages between the processes: the only place with pydantic models."""

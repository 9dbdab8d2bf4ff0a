"""``--form``: a statement's parameters as controls; a change of one runs the statement again."""

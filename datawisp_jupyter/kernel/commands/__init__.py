"""``%datawisp …``: one module for each subject; ``registry`` finds the command of a line."""

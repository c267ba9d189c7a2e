"""How well the speech server speaks and clones, measured by programs that have no part in making the speech."""

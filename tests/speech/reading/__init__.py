"""How figures, signs and short forms are read aloud."""

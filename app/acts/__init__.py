"""What a dialog decided is done: an act a function, each writing its delivery with it (P12)."""

"""Files of public places in, one row a place out; each reader is a generator that holds little in memory."""

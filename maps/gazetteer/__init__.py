"""From the words people use to a place: normal names, cue words, coordinates, and the finder over them."""

"""The two private servers of an instance; standard library only, as whoever starts them."""

"""The `flask` commands, one file a noun."""

"""Reports from other platforms' files: identity dropped in the reader, then intake as of any message."""

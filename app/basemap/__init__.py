"""The ground under maps: one file of tiles in the instance's folder. Serving it imports no reader of maps."""

"""How many messages are answered with one question or none: `python -m tests.dialog`."""

"""The figures of redaction by language: `python -m tests.redaction`."""

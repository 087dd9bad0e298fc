"""The privacy statement, generated from the running configuration (P14)."""

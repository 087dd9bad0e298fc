"""Backups: one file sealed to the organizers' key, and a new machine brought up from it (P2, P13)."""

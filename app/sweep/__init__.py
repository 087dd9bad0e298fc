"""Deletion at the provider: what it keeps of us is listed, taken in where it never came, deleted (P7)."""

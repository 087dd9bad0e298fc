"""Words in, meaning out: senders are stripped, words redacted and understood here.

May import the standard library and text libraries; no Flask, no database, no clock, no other room.
"""

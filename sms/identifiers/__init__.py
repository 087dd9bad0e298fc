"""What points to a person inside a text, one kind a file: spans out, nothing cut here.

May import the standard library, name and word lists; `sms.redact` puts the finders together.
"""

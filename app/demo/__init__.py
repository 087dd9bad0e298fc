"""The demonstration: a real gazetteer, an area, and invented reports sent through the real doors.

Every report here is made up. Keys and accounts of the demonstration are good on this machine only.
"""

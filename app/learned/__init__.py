"""Names that accepted reports teach: sealed proposals, confirmed public places, their way into the gazetteer.

May import what `app` imports below the views; see docs/decisions/learned-places.md.
"""

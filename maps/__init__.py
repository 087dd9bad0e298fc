"""Places and counts in, pages and files out: gazetteer, cells, disclosure, rendering.

May import geometry and drawing libraries; no Flask, no database, no network, never a report.
"""

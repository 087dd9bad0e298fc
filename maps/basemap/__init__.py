"""The ground under a map: an OpenStreetMap extract in, one file of vector tiles out. Knows no report."""

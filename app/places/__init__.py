"""The gazetteer in the database: look-up, import, search. Public places only, never a report."""

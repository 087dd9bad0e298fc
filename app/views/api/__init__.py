"""The public interface: read-only, over published cells and periods; no query reaches further than a map."""

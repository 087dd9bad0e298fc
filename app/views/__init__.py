"""HTTP only: read the request, call one function, render; a file an audience."""

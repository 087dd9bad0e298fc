"""The organizers' room, a file a page; behind sign-in, each route with its roles (`app.access`)."""

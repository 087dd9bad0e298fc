"""Safe zones: nominated and vouched for by anyone, judged by organizers, shown where they are public."""

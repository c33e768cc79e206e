"""Who comes in, and what passes the door on the way? Everything that a browser sends or gets goes through here."""

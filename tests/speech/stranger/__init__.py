"""A customer's program, written from Typecast's legacy documents alone, that is pointed at the speech server."""

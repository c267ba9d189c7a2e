"""How the tables came to be. A released file is never edited; a change is a new file in `versions`."""

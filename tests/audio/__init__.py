"""Recordings and clips, real, broken and hostile."""

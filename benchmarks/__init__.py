"""How fast and how reliable: one program a question, `python -m benchmarks.NAME [--json]`."""

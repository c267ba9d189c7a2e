"""How the tables came to be. A released file is never edited; a change is a new schema:

1. Change `bot/store/tables.py`: a new database is made from it.
2. Add `versions/schema_NNNN.py` with `revision`, `down_revision` and `upgrade`, which makes the same of an old one. It
   runs in one transaction with the check and the lock of `bot.store.migrate`; there is no way down but a backup.
3. Raise `HEAD` in `bot/store/migrate.py`.
4. Keep a filled database of the new schema as `tests/store/schemas/NNNN.sql` (`sqlite3 state.db .dump`): from then on it
   is brought up to date in every run of the tests.

Tests fail when one of the four is missing.
"""

"""Exactly one end for each accepted command, through crashes.

A command is written down before it is acknowledged (`submit`), worked on by workers in this process (`serve`), and
ends in one terminal state. What a handler notes with `checkpoint` is there for the next attempt, in this life of the
process or in the next. `sqlite` keeps it all in one file for one machine; `journal` shares the disk's time between
all who wait; `fair` and `rules` decide whose turn it is and when it is over.
"""

from bot.jobs.ledger import FORMAT
from bot.jobs.lock import locked
from bot.jobs.rules import Limits
from bot.jobs.sqlite import SqliteJobs, open_jobs

__all__ = ["FORMAT", "Limits", "SqliteJobs", "locked", "open_jobs"]

"""Mynah's core: what it means to say something and to clone a voice, whatever platform asks.

Adapters (`adapters/`) know this package; it never knows them.
"""

__version__ = "0.1.0"

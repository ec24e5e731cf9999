"""纲目: a government's year by targets, from initiation to accountability."""

__version__ = "0.1.0"

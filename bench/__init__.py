"""Time, size, queries and memory against their bars: `.venv/bin/python -m bench` prints all of them as one table."""

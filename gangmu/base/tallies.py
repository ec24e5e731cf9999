"""Counting what happens often, once for all processes and machines, in one statement that locks one row."""

from __future__ import annotations

import time

from django.db import connection

COUNT = """
    INSERT INTO base_tally ("key", "window", "count") VALUES (%s, %s, 1)
    ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN base_tally."window" = excluded."window" THEN base_tally."count" + 1 ELSE 1 END,
        "window" = excluded."window"
    RETURNING "count"
"""


def count(key: str, seconds: int) -> int:
    """The how manieth this is in the present window; windows of so many seconds follow one another."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, int(time.time()) // seconds])
        return int(cursor.fetchone()[0])

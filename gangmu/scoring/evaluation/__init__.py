"""A scheme over facts: every formula once for whole columns, the results, and why some are missing."""

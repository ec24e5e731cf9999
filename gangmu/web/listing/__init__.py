"""Lists: one description of columns gives the table on the page, its order, groups and pages, the export and the paper.

Enters: rows in some order, each with its group, and how they are read. Leaves: a `Table`, which
`components/listing.html` shows, or the same as a file. Everything that is asked for stands in the address, so that a
view can be sent on; only which columns a person likes to see is remembered.
"""

from gangmu.web.listing.columns import Column
from gangmu.web.listing.table import Entry, Listing, Table, export, tabled

__all__ = ["Column", "Entry", "Listing", "Table", "export", "tabled"]

"""What a work report, a plan or a decision says must be done, read from its text as proposals for a person to confirm.

`word` gives the lines of a file, `items` the numbered items among them, `candidates` the targets that an item seems to
state. Nothing here writes, and nothing here is sure: what is doubtful says so.
"""

"""公文: the register and its numbers, a paper's life, comments answered item by item, signatures over an exact text.

Enters: papers that a stage composed as plain values (`typesetting`), or begun by hand. Leaves: numbered papers that
nobody edits. Every stage uses it; it knows none of them.
"""

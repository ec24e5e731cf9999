"""立项: the plan of a year, its targets, where they come from, who answers for them, and their nodes.

Enters: lists from Excel or targets by hand. Leaves: an issued plan that nobody edits.
Before it `org`, after it `progress`.
"""

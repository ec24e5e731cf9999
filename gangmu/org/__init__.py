"""组织: units in a dated tree, groups of a year, people, appointments and what each role may do.

Enters: units and people from Excel or by hand. Leaves: for every date the tree in force, for every person what is
allowed where. Before this stage there is only `base`; every other stage asks it who may act.
"""

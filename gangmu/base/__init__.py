"""底座: what every stage stands on and none owns: the audit chain, periods, quantities, sheets, files, errors.

Nothing enters but what the stages hand in; nothing here knows a unit, a target or a score.
"""

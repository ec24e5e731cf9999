"""指标: what is measured, and the official monthly values of every unit with their whole history.

Enters: a catalogue kept by the target office, values from the bureaus that give them (typed, Excel, CSV). Leaves: the
value of a month as known on any day, a year's result, and what a series' past says about the year to come. Before it
`org`, after it `targets`.
"""

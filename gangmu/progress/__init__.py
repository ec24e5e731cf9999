"""执行: what each responsible unit reports month by month, with evidence, and the official value after verification.

Enters: an issued plan. Leaves: verified values with their whole way there. Before it `targets`, after it `assessment`.
"""

"""页面: one folder a stage (views, forms, urls, templates), plus home and the audit page.

Pages read through queries and write through actions.
"""

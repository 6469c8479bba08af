"""How a case goes from the first message to forgetting: rules as data, and no I/O.

Nothing here knows a database, a request or a key (tests/house_rules). Sources: the
field's practice as docs/workflow.md tells it; every number is a default that settings
may replace where it says so.
"""

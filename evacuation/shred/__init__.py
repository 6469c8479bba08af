"""What must be forgettable: rows in a second database, without archive or replica.

Whoever deletes a row here makes the main database's rows of that case unreadable, in
every copy that was ever made of them (docs/vault.md, Shredding).
"""

"""The only code that touches keys: bytes in, bytes out; no database, no settings.

Read in this order: secret, encoding, sealing, padding; then cards, documents and trust
(who is who); passwords, members, sessions, tokens (how a person opens their keys);
slips and records (how a case is kept); receipts and mailboxes (how the person in danger
comes back); files, proposals, marks, facts, chain. docs/vault.md is the format.
"""

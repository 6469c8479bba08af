"""Cleaned copies of files that strangers sent: made in a confined child process.

`running` starts the child and is the one module here that the service imports; `child`
and what it imports see hostile bytes, and never run in the service's own process.
"""

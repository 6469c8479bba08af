"""The rules of the workflow, without a database."""

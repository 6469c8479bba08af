"""What pages say of a case, ready for their templates."""

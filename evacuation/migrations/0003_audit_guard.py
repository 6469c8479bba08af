"""A guard rail: the audit takes rows and gives none back (docs/vault.md, Audit)."""

from __future__ import annotations

from django.db import migrations

_REFUSE = """
CREATE FUNCTION evacuation_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER audit_append_only
BEFORE UPDATE OR DELETE ON evacuation_auditrow
FOR EACH ROW EXECUTE FUNCTION evacuation_audit_is_append_only();
CREATE TRIGGER audit_not_truncated
BEFORE TRUNCATE ON evacuation_auditrow
FOR EACH STATEMENT EXECUTE FUNCTION evacuation_audit_is_append_only();
"""
_ALLOW = """
DROP TRIGGER audit_append_only ON evacuation_auditrow;
DROP TRIGGER audit_not_truncated ON evacuation_auditrow;
DROP FUNCTION evacuation_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0002_keys_cases_and_audit")]
    operations = [migrations.RunSQL(_REFUSE, _ALLOW)]

"""A guard rail: nobody approves their own, and nothing said is changed (docs/vault.md).

The proposal is locked before it is looked at, so that an approval and a settling at the
same moment see each other. An approval goes with its proposal and never alone: else it
could be given twice.
"""

from __future__ import annotations

from django.db import migrations

_GUARD = """
CREATE FUNCTION evacuation_proposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settled evacuation_proposal%ROWTYPE := OLD;
BEGIN
    settled.settled_at := NEW.settled_at;
    IF OLD.settled_at IS NOT NULL OR NEW IS DISTINCT FROM settled THEN
        RAISE EXCEPTION 'a proposal never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proposal_stays
BEFORE UPDATE ON evacuation_proposal
FOR EACH ROW EXECUTE FUNCTION evacuation_proposal_stays();

CREATE FUNCTION evacuation_approval_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked evacuation_proposal%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM evacuation_proposal
    WHERE id = NEW.proposal_id FOR NO KEY UPDATE;
    IF asked.settled_at IS NOT NULL THEN
        RAISE EXCEPTION 'the proposal is settled' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.approver_id IN (asked.proposer_id, asked.owner_id)
            OR NEW.approver_id = ANY (asked.vouchers) THEN
        RAISE EXCEPTION 'a second person approves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_by_another
BEFORE INSERT ON evacuation_approval
FOR EACH ROW EXECUTE FUNCTION evacuation_approval_by_another();

CREATE FUNCTION evacuation_approval_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT FROM evacuation_proposal WHERE id = OLD.proposal_id
    ) THEN
        RAISE EXCEPTION 'an approval never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER approval_stays
AFTER UPDATE ON evacuation_approval
FOR EACH ROW EXECUTE FUNCTION evacuation_approval_stays();
CREATE CONSTRAINT TRIGGER approval_goes_with_its_proposal
AFTER DELETE ON evacuation_approval DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION evacuation_approval_stays();
"""
_LIFT = """
DROP TRIGGER approval_goes_with_its_proposal ON evacuation_approval;
DROP TRIGGER approval_stays ON evacuation_approval;
DROP TRIGGER approval_by_another ON evacuation_approval;
DROP TRIGGER proposal_stays ON evacuation_proposal;
DROP FUNCTION evacuation_approval_stays();
DROP FUNCTION evacuation_approval_by_another();
DROP FUNCTION evacuation_proposal_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0012_proposals")]
    operations = [migrations.RunSQL(_GUARD, _LIFT)]

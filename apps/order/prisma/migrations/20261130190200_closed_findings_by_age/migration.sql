-- Finds findings that were closed long ago.
CREATE INDEX reconciliation_findings_closed ON reconciliation_findings (last_seen_at) WHERE state <> 'open';

-- Finds holds that ended long ago.
CREATE INDEX holds_ended ON holds (changed_at) WHERE state IN ('consumed', 'released', 'expired');

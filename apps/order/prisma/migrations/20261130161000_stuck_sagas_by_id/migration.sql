-- Takes the name of sagas_stuck in the next file. Alone, because it reads the table: sagas can be read meanwhile, not written.
CREATE INDEX sagas_stuck_by_id ON sagas (id) WHERE status = 'stuck';

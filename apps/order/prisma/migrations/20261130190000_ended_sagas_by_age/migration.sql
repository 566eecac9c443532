-- Finds sagas that ended long ago. They began in nearly the same order, and created_at never changes.
CREATE INDEX sagas_ended ON sagas (created_at) WHERE status IN ('done', 'undone');

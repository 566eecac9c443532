-- Lists what was undone: few among many.
CREATE INDEX sagas_undone ON sagas (id) WHERE status = 'undone';

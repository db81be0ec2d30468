DROP FUNCTION fleet.write_audit;
DROP TABLE fleet.registry;
ALTER TABLE fleet.clusters DROP COLUMN kek_id, DROP COLUMN credential, DROP COLUMN version;

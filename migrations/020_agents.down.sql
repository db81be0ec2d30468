DROP TABLE fleet.agent_keys;
DROP TABLE fleet.agent_tokens;
DELETE FROM fleet.clusters WHERE source = 'agent';

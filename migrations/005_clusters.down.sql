DROP TABLE fleet.cluster_plugins;
DROP TABLE fleet.plugins;
DROP TABLE fleet.clusters;
DROP SCHEMA fleet;

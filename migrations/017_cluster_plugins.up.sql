-- min_reader: 1
-- Which plugins a cluster does not follow. Clusters come from files as well, and plugins always do: neither has a row to
-- refer to.
ALTER TABLE fleet.cluster_plugins
  DROP CONSTRAINT cluster_plugins_cluster_id_fkey,
  DROP CONSTRAINT cluster_plugins_plugin_id_fkey;

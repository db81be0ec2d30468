DELETE FROM fleet.cluster_plugins
  WHERE cluster_id NOT IN (SELECT id FROM fleet.clusters) OR plugin_id NOT IN (SELECT id FROM fleet.plugins);
ALTER TABLE fleet.cluster_plugins
  ADD CONSTRAINT cluster_plugins_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES fleet.clusters ON DELETE CASCADE,
  ADD CONSTRAINT cluster_plugins_plugin_id_fkey FOREIGN KEY (plugin_id) REFERENCES fleet.plugins ON DELETE CASCADE;

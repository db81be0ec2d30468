DROP TABLE fleet.notification_config;

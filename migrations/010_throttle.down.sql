DROP TABLE auth.known_devices;
DROP TABLE auth.throttles;

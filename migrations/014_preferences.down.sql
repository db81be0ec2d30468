DROP TABLE auth.preferences;

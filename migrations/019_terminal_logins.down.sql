DROP TABLE auth.device_logins;
DROP TABLE auth.login_codes;

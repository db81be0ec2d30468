DROP TABLE auth.challenges;
DROP TABLE auth.passkeys;
DROP TABLE auth.recovery_codes;
DROP TABLE auth.totp_credentials;

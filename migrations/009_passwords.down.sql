ALTER TABLE auth.users DROP COLUMN must_change_password, DROP COLUMN password_expires_at,
  DROP COLUMN password_short;

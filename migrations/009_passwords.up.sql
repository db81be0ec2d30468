-- min_reader: 1
-- A password that somebody else chose must be replaced by its owner, and dies unused after a while.
ALTER TABLE auth.users
  ADD COLUMN must_change_password boolean NOT NULL DEFAULT false,
  -- After this the password proves nothing any more; a one-time password is past it once it was used.
  ADD COLUMN password_expires_at timestamptz,
  -- Fit for one factor of two only: without the other it must be replaced by a longer one.
  ADD COLUMN password_short boolean NOT NULL DEFAULT false;

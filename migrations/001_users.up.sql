-- min_reader: 1
-- Who there is. An e-mail address is unique whatever its case; a password is absent where only an identity provider
-- vouches for the user.
CREATE SCHEMA auth;
GRANT USAGE ON SCHEMA auth TO argus_auth;

CREATE TABLE auth.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL CHECK (email <> ''),
  password_hash text,
  display_name text NOT NULL DEFAULT '',
  disabled_at timestamptz,
  -- Sessions that began earlier are dead.
  not_before timestamptz,
  -- Rises with every change of the user's grants.
  authz_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_login_at timestamptz
);
CREATE UNIQUE INDEX users_email_unique ON auth.users (lower(email));

CREATE TABLE auth.identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON auth.identities (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.users, auth.identities TO argus_auth;

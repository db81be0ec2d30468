-- min_reader: 1
-- How a user likes the console: display settings and saved views, as the console keeps them.
CREATE TABLE auth.preferences (
  user_id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
  settings jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.preferences TO argus_auth;

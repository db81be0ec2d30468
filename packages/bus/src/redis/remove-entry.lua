-- Removes an entry of the directory, and announces the new revision if there was one.
--
-- KEYS  catalog
-- ARGV  channel, the field of the revision, the field of the entry
local catalog = KEYS[1]
local channel, revision, field = unpack(ARGV)
if redis.call('HDEL', catalog, field) > 0 then
  redis.call('PUBLISH', channel, string.format('%.0f', redis.call('HINCRBY', catalog, revision, 1)))
end
return 'OK'

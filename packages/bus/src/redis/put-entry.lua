-- Writes an entry of the directory, and announces the directory's new revision if that changed anything.
--
-- KEYS  catalog
-- ARGV  channel, the field of the revision, the field of the entry, its value
local catalog = KEYS[1]
local channel, revision, field, value = unpack(ARGV)
if redis.call('HGET', catalog, field) == value then
  return 'OK'
end
-- Counted from a time, not from 0: a directory that was lost and written again must not come to an old revision.
local time = redis.call('TIME')
redis.call('HSETNX', catalog, revision, time[1] .. string.format('%06d', tonumber(time[2])))
redis.call('HSET', catalog, field, value)
redis.call('PUBLISH', channel, string.format('%.0f', redis.call('HINCRBY', catalog, revision, 1)))
return 'OK'

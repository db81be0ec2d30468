-- Removes a cluster and all of its resources from the directory, and announces the new revision.
--
-- KEYS  catalog
-- ARGV  channel, the field of the revision, the cluster
local catalog = KEYS[1]
local channel, revision, cluster = unpack(ARGV)
local removed = 0
for _, field in ipairs(redis.call('HKEYS', catalog)) do
  if field == cluster or string.sub(field, 1, #cluster + 1) == cluster .. '/' then
    removed = removed + redis.call('HDEL', catalog, field)
  end
end
if removed > 0 then
  redis.call('PUBLISH', channel, string.format('%.0f', redis.call('HINCRBY', catalog, revision, 1)))
end
return 'OK'

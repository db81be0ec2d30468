-- Writes what is known of a topic beside its rows, and announces it unless the announcement is empty.
--
-- KEYS  meta, lease
-- ARGV  the lease's value, channel, announcement, then fields and values of meta
local meta, lease = unpack(KEYS)
local holder, channel, announcement = unpack(ARGV, 1, 3)

if redis.call('GET', lease) ~= holder then
  return { 'refused', 'lease' }
end
local stands = redis.call('HMGET', meta, 'epoch', 'seq')
if not stands[1] then
  return { 'refused', 'position' }
end
redis.call('HSET', meta, unpack(ARGV, 4))
if announcement ~= '' then
  redis.call('PUBLISH', channel, announcement)
end
return { 'written', stands[1], stands[2] }

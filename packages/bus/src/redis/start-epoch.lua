-- Begins an epoch: numbers go on, nobody can be caught up from before it, rows and objects stay.
--
-- KEYS  meta, gone, lease
-- ARGV  the lease's value, the new epoch, channel, announcement, then fields and values of meta
local meta, gone, lease = unpack(KEYS)
local holder, epoch, channel, announcement = unpack(ARGV, 1, 4)

if redis.call('GET', lease) ~= holder then
  return { 'refused', 'lease' }
end
local seq = string.format('%.0f', tonumber(redis.call('HGET', meta, 'seq') or '0') + 1)
redis.call('DEL', gone)
redis.call('HDEL', meta, 'noted', 'notes')
redis.call('HSET', meta, 'epoch', epoch, 'seq', seq, 'floor', seq, unpack(ARGV, 5))
redis.call('PUBLISH', channel, announcement)
return { 'written', epoch, seq }

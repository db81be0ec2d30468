-- Keeps a lease, and answers where its topic stands.
--
-- KEYS  lease, meta
-- ARGV  the lease's value, its life (ms)
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return { 'lost' }
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local stands = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
return { 'held', stands[1] or '', stands[2] or '0' }

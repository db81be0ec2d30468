-- Forgets a line, unless another one took its place.
--
-- KEYS  uplinks
-- ARGV  cluster, the line's name
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and string.match(held, '^%d+ (%S+) ') == ARGV[2] then
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 'OK'

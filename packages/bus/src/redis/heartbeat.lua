-- Notes that a replica lives, by the clock of Redis, which all replicas share, and forgets those long dead.
--
-- KEYS  watchers
-- ARGV  replica, after how long the dead are forgotten (ms)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[2])))
return 'OK'

-- Answers the replicas that were heard lately, by the clock that noted them.
--
-- KEYS  watchers
-- ARGV  after how long a replica counts as dead (ms)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', now - tonumber(ARGV[1])), '+inf')

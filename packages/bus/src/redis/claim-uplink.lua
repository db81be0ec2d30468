-- Notes which replica holds the line of a cluster's agent, whoever held it before: the newest line counts.
--
-- KEYS  uplinks
-- ARGV  cluster, the line's name, what is told of it
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
return 'OK'

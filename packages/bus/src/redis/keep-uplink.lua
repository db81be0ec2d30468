-- Notes that a line is still held, unless another one took its place.
--
-- KEYS  uplinks
-- ARGV  cluster, the line's name, what is told of it
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local line = string.match(held, '^%d+ (%S+) ')
  if line ~= ARGV[2] then
    return 'taken'
  end
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
return 'kept'

-- Answers the lines that were heard lately, cluster after cluster with what is told of each; forgets the others.
--
-- KEYS  uplinks
-- ARGV  after how long a line counts as lost (ms)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local heard = {}
for _, cluster in ipairs(redis.call('HKEYS', KEYS[1])) do
  local at, told = string.match(redis.call('HGET', KEYS[1], cluster), '^(%d+) %S+ (.*)$')
  if at and tonumber(at) >= now - tonumber(ARGV[1]) then
    heard[#heard + 1] = cluster
    heard[#heard + 1] = told
  else
    redis.call('HDEL', KEYS[1], cluster)
  end
end
return heard

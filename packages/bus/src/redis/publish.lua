-- Writes, numbers and announces one batch of changes, or nothing at all.
--
-- KEYS  meta, rows, objects, order, gone, lease
-- ARGV  the lease's value, epoch, expected seq, time of the newest change, now, channel,
--       how long deletions are remembered (ms), how many at most,
--       then for each change: what, key, record, object
--
-- `what` is U (upsert) or D (delete); in lower case the same batch changes the key again, so that it is announced and
-- not stored. Record and object carry their seq already, by the expected one: what is copied here costs everybody's Redis.
local meta, rows, objects, order, gone, lease = unpack(KEYS)
local holder, epoch, expected, time, now, channel, age, limit = unpack(ARGV, 1, 8)
local FIRST, WIDTH = 9, 4
-- How far apart the notes lie that say which seq the topic had reached when.
local NOTE_MS = 60000

if redis.call('GET', lease) ~= holder then
  return { 'refused', 'lease' }
end
local stored = redis.call('HMGET', meta, 'epoch', 'seq', 'noted')
if stored[1] ~= epoch or stored[2] ~= expected then
  return { 'refused', 'position' }
end
if #ARGV < FIRST then
  return { 'written', epoch, expected }
end

local function digits(number)
  return string.format('%.0f', number)
end

local seq, at = tonumber(expected), expected
local announced, rowArgs, objectArgs, orderArgs = {}, {}, {}, {}
local absent, goneArgs = {}, {}
local changes, upserts, deletions = 0, 0, 0

for i = FIRST, #ARGV, WIDTH do
  local what, key = ARGV[i], ARGV[i + 1]
  seq = seq + 1
  at = digits(seq)
  changes = changes + 1
  announced[changes] = ARGV[i + 2]
  if what == 'U' then
    local value = 2 * upserts + 2
    upserts = upserts + 1
    rowArgs[value - 1], rowArgs[value] = key, ARGV[i + 2]
    objectArgs[value - 1], objectArgs[value] = key, ARGV[i + 3]
    orderArgs[value - 1], orderArgs[value] = at, key
  elseif what == 'D' then
    deletions = deletions + 1
    absent[deletions] = key
    goneArgs[2 * deletions - 1], goneArgs[2 * deletions] = at, key
  end
end
if upserts > 0 then
  local added = redis.call('HSET', rows, unpack(rowArgs))
  redis.call('HSET', objects, unpack(objectArgs))
  redis.call('ZADD', order, unpack(orderArgs))
  -- What is gone has no row: where every Key had one, none of them is remembered as deleted.
  if added > 0 then
    local present = {}
    for i = 1, upserts do
      present[i] = orderArgs[2 * i]
    end
    redis.call('ZREM', gone, unpack(present))
  end
end
if deletions > 0 then
  redis.call('HDEL', rows, unpack(absent))
  redis.call('HDEL', objects, unpack(absent))
  redis.call('ZREM', order, unpack(absent))
  redis.call('ZADD', gone, unpack(goneArgs))
end

redis.call('HSET', meta, 'seq', at, 'time', time)

-- Forgets deletions up to a seq. Whoever stands below the newest forgotten one cannot be caught up any more.
local function forget(upTo)
  local newest = redis.call('ZREVRANGEBYSCORE', gone, upTo, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if newest[2] then
    redis.call('ZREMRANGEBYSCORE', gone, '-inf', upTo)
    redis.call('HSET', meta, 'floor', newest[2])
  end
end

if deletions > 0 then
  local excess = redis.call('ZCARD', gone) - tonumber(limit)
  if excess > 0 then
    forget(redis.call('ZRANGE', gone, excess - 1, excess - 1, 'WITHSCORES')[2])
  end
end

-- Deletions carry a seq and no time, so once a minute the seq is noted; what an old enough note covers is old enough.
if not stored[3] or tonumber(now) - tonumber(stored[3]) >= NOTE_MS then
  local kept, old = {}, nil
  for noted, reached in string.gmatch(redis.call('HGET', meta, 'notes') or '', '(%d+):(%d+)') do
    if tonumber(now) - tonumber(noted) >= tonumber(age) then
      old = reached
    else
      kept[#kept + 1] = noted .. ':' .. reached
    end
  end
  kept[#kept + 1] = now .. ':' .. at
  redis.call('HSET', meta, 'noted', now, 'notes', table.concat(kept, ' '))
  if old then
    forget(old)
  end
end

redis.call('PUBLISH', channel, '{"type":"batch","epoch":"' .. epoch .. '","prev":' .. expected .. ',"at":' .. at
  .. ',"time":' .. time .. ',"records":[' .. table.concat(announced, ',') .. ']}')
return { 'written', epoch, at }

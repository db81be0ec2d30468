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

local seq = tonumber(expected)
local announced = {}
local rowArgs, objectArgs, orderArgs, goneArgs, present, absent = {}, {}, {}, {}, {}, {}

local function push(list, first, second)
  list[#list + 1] = first
  if second ~= nil then
    list[#list + 1] = second
  end
end

for i = FIRST, #ARGV, WIDTH do
  local what, key, record, object = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  seq = seq + 1
  announced[#announced + 1] = record
  if what == 'U' then
    push(rowArgs, key, record)
    push(objectArgs, key, object)
    push(orderArgs, digits(seq), key)
    push(present, key)
  elseif what == 'D' then
    push(absent, key)
    push(goneArgs, digits(seq), key)
  end
end
if #present > 0 then
  redis.call('HSET', rows, unpack(rowArgs))
  redis.call('HSET', objects, unpack(objectArgs))
  redis.call('ZADD', order, unpack(orderArgs))
  redis.call('ZREM', gone, unpack(present))
end
if #absent > 0 then
  redis.call('HDEL', rows, unpack(absent))
  redis.call('HDEL', objects, unpack(absent))
  redis.call('ZREM', order, unpack(absent))
  redis.call('ZADD', gone, unpack(goneArgs))
end

local at = digits(seq)
redis.call('HSET', meta, 'seq', at, 'time', time)

-- Forgets deletions up to a seq. Whoever stands below the newest forgotten one cannot be caught up any more.
local function forget(upTo)
  local newest = redis.call('ZREVRANGEBYSCORE', gone, upTo, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if newest[2] then
    redis.call('ZREMRANGEBYSCORE', gone, '-inf', upTo)
    redis.call('HSET', meta, 'floor', newest[2])
  end
end

local excess = redis.call('ZCARD', gone) - tonumber(limit)
if excess > 0 then
  forget(redis.call('ZRANGE', gone, excess - 1, excess - 1, 'WITHSCORES')[2])
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

-- The store as a stream: rows and objects for whoever joins, an entry for whoever follows or comes back.
--
-- KEYS  stream, rows, objects, lease
-- ARGV  the lease's value, how many entries are kept, what the entry carries, then for each change: key, record, object
local stream, rows, objects, lease = unpack(KEYS)
local holder, limit, entry = unpack(ARGV, 1, 3)

if redis.call('GET', lease) ~= holder then
  return { 'refused', 'lease' }
end
local rowArgs, objectArgs = {}, {}
for i = 4, #ARGV, 3 do
  rowArgs[#rowArgs + 1] = ARGV[i]
  rowArgs[#rowArgs + 1] = ARGV[i + 1]
  objectArgs[#objectArgs + 1] = ARGV[i]
  objectArgs[#objectArgs + 1] = ARGV[i + 2]
end
redis.call('HSET', rows, unpack(rowArgs))
redis.call('HSET', objects, unpack(objectArgs))
return { 'written', redis.call('XADD', stream, 'MAXLEN', '~', limit, '*', 'batch', entry) }

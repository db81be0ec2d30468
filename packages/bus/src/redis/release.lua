-- Gives a lease up, if it is still this one.
--
-- KEYS  lease
-- ARGV  the lease's value
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 'OK'

-- Puts back a hold that the database knows. ARGV: epoch, hold id, hold, expires.
local state, provider, corridor, units, sent = string.match(ARGV[3], HOLD)
if redis.call('HSETNX', holds, ARGV[2], ARGV[3]) == 0 then return {'kept'} end
redis.call('HINCRBY', keyOf(provider), 'held', units)
redis.call('ZADD', due, ARGV[4], ARGV[2])
if sent ~= '0' then redis.call('ZADD', inflightOf(provider, corridor), sent, ARGV[2]) end
return {'restored'}

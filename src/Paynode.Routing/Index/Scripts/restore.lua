-- Restores a hold from the database. ARGV: epoch, hold id, hold, expires.
local state, provider, corridor, units, sent = match(ARGV[3], HOLD)
if call('HSETNX', holds, ARGV[2], ARGV[3]) == 0 then return {'kept'} end
call('HINCRBY', keyOf(provider), 'held', units)
call('ZADD', due, ARGV[4], ARGV[2])
if sent ~= '0' then call('ZADD', inflightOf(provider, corridor), sent, ARGV[2]) end
return {'restored'}

-- Second half of learning: writes it all if nothing was learned in the corridor since it was read.
-- ARGV: epoch, corridor, version read, corridor model, mark lifetime in ms, number of providers,
--       (provider, model, rank score, sampling weight)..., (offer, outcome mark)...
-- Returns: 'learned' | 'conflict'.
local corridor, providers = ARGV[2], tonumber(ARGV[6])
if (redis.call('HGET', prefix .. 'version', corridor) or '0') ~= ARGV[3] then return {'conflict'} end
redis.call('HINCRBY', prefix .. 'version', corridor, 1)
redis.call('HSET', prefix .. 'model', corridor, ARGV[4])

local rank, parked = prefix .. 'rank:' .. corridor, prefix .. 'parked:' .. corridor
local at = 7
for _ = 1, providers do
  local provider = ARGV[at]
  redis.call('HMSET', keyOf(provider), 'm:' .. corridor, ARGV[at + 1], 'w:' .. corridor, ARGV[at + 3])
  redis.call('ZADD', redis.call('ZSCORE', parked, provider) and parked or rank, 'XX', ARGV[at + 2], provider)
  at = at + 4
end

for i = at, #ARGV, 2 do
  redis.call('SET', seen .. ARGV[i + 1], '1', 'PX', ARGV[5])
  -- The hold has been learned from; a released one is needed no longer.
  local hold = redis.call('HGET', holds, ARGV[i])
  if hold and string.sub(hold, 1, 1) == 'r' then
    redis.call('HDEL', holds, ARGV[i])
    redis.call('ZREM', due, ARGV[i])
  end
end
return {'learned'}

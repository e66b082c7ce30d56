-- Second half of learning: writes everything if nothing was learned in the corridor since it was read.
-- ARGV: epoch, corridor, version read, corridor model, number of providers, (provider, model, rank score, sampling
-- weight)..., offers...
-- Returns: 'learned' | 'conflict'.
local corridor, providers = ARGV[2], tonumber(ARGV[5])
if (call('HGET', prefix .. 'version', corridor) or '0') ~= ARGV[3] then return {'conflict'} end
call('HINCRBY', prefix .. 'version', corridor, 1)
call('HSET', prefix .. 'model', corridor, ARGV[4])

local rank, parked = prefix .. 'rank:' .. corridor, prefix .. 'parked:' .. corridor
local at = 6
for _ = 1, providers do
  local provider = ARGV[at]
  call('HMSET', keyOf(provider), 'm:' .. corridor, ARGV[at + 1], 'w:' .. corridor, ARGV[at + 3])
  call('ZADD', call('ZSCORE', parked, provider) and parked or rank, 'XX', ARGV[at + 2], provider)
  at = at + 4
end

local LEARNED, marked = {h = 'H', r = 'l'}, {}
local known = at <= #ARGV and call('HMGET', holds, unpack(ARGV, at)) or {}
for i, hold in ipairs(known) do
  local learned = hold and LEARNED[string.sub(hold, 1, 1)]
  if learned then
    marked[#marked + 1] = ARGV[at + i - 1]
    marked[#marked + 1] = learned .. string.sub(hold, 2)
  end
end
if #marked > 0 then call('HSET', holds, unpack(marked)) end
return {'learned'}

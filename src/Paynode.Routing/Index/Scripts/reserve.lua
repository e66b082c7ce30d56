-- Takes the first candidate of a preference order that may still be sent the order, and reserves its liquidity.
-- ARGV: epoch, hold id, corridor, now, expires, units to hold, units that must be free, oldest heartbeat, oldest quote,
--       hold id to take over or '', sent at (0: a quote), context, then (provider, terms as read, tag)...
-- Returns: 'kept', provider | 'taken', index | 'none'; then why each candidate before it was passed over.
local id, corridor, now, units = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[6]
local needed, oldestBeat, oldestQuote = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

sweep(now)

-- The same hold is asked for again: a caller repeats itself after a crash, and must get the same provider.
local existing = redis.call('HGET', holds, id)
if existing then
  local state, provider = string.match(existing, HOLD)
  if state == 'h' then return {'kept', provider, ''} end
  return {'ended', provider, ''}
end

-- What the quote holds counts as free for its own provider.
local quoted, quotedUnits, quote = nil, 0, false
if ARGV[10] ~= '' then
  quote = redis.call('HGET', holds, ARGV[10])
  if quote then
    local state, provider, _, held = string.match(quote, HOLD)
    if state == 'h' then quoted, quotedUnits = provider, tonumber(held) end
  end
end

local refused = {}
for i = 13, #ARGV, 3 do
  local provider, terms = ARGV[i], ARGV[i + 1]
  local s = redis.call('HMGET', keyOf(provider), 'on', 'beat', 'avail', 'held', 't:' .. corridor, 'a:' .. corridor)
  local free = (tonumber(s[3]) or 0) - (tonumber(s[4]) or 0)
  if provider == quoted then free = free + quotedUnits end
  if s[1] ~= '1' then refused[#refused + 1] = 'off'
  elseif s[5] ~= terms then refused[#refused + 1] = 'terms'
  elseif (tonumber(s[2]) or 0) < oldestBeat then refused[#refused + 1] = 'heartbeat'
  elseif (tonumber(s[6]) or 0) < oldestQuote then refused[#refused + 1] = 'stale'
  elseif free < needed then refused[#refused + 1] = 'liquidity'
  else
    if quoted then release(ARGV[10], quote, now, false) end
    redis.call('HINCRBY', keyOf(provider), 'held', units)
    redis.call('HSET', holds, id, 'h|' .. provider .. '|' .. corridor .. '|' .. units .. '|' .. ARGV[11] .. '|r|' .. ARGV[12] .. ARGV[i + 2])
    redis.call('ZADD', due, ARGV[5], id)
    if ARGV[11] ~= '0' then redis.call('ZADD', inflightOf(provider, corridor), ARGV[11], id) end
    return {'taken', (i - 13) / 3, table.concat(refused, ',')}
  end
end
return {'none', '', table.concat(refused, ',')}

-- For each of a batch of orders: takes the first eligible candidate of its preference and reserves its liquidity.
-- ARGV: epoch, oldest heartbeat, oldest quote, then for each order: hold id, corridor, expires, units to hold, units that
-- must be free, hold id to take over or '', sent at (0: a quote), context, number of candidates, and for each candidate:
-- provider, terms as read, tag.
-- Returns 'reserved', then for each: t (taken) and its index from 0 | k (kept) and the provider | e (ended) | n (none);
-- a bar; why each candidate before it was skipped.
local oldestBeat, oldestQuote = tonumber(ARGV[2]), tonumber(ARGV[3])

-- A quote's hold counts as free liquidity for its own provider.
local function quoteOf(id)
  local hold = id ~= '' and call('HGET', holds, id)
  if not hold then return end
  local state, provider, _, units = match(hold, HOLD)
  if state == 'h' then return provider, tonumber(units), hold end
end

local function refusal(s, terms, free, needed)
  if s[1] ~= '1' then return 'off' end
  if s[5] ~= terms then return 'terms' end
  if (tonumber(s[2]) or 0) < oldestBeat then return 'heartbeat' end
  if (tonumber(s[6]) or 0) < oldestQuote then return 'stale' end
  if free < needed then return 'liquidity' end
end

-- The same hold is requested again: a caller repeats the request after a crash, and must get the same provider.
local function repeated(id)
  local existing = call('HGET', holds, id)
  if not existing then return end
  local state, provider = match(existing, HOLD)
  return (state == 'h' or state == 'H') and 'k' .. provider .. '|' or 'e|'
end

local dues = {}
local function reserve(at)
  local id, corridor, expires, units, needed = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], tonumber(ARGV[at + 4])
  local sent, last = ARGV[at + 6], at + 8 + 3 * tonumber(ARGV[at + 8])

  local quoted, quotedUnits, quote = quoteOf(ARGV[at + 5])
  local refused = ''
  for i = at + 9, last, 3 do
    local provider = ARGV[i]
    local key = keyOf(provider)
    local s = call('HMGET', key, 'on', 'beat', 'avail', 'held', 't:' .. corridor, 'a:' .. corridor)
    local free = (tonumber(s[3]) or 0) - (tonumber(s[4]) or 0)
    if provider == quoted then free = free + quotedUnits end
    local why = refusal(s, ARGV[i + 1], free, needed)
    if not why then
      local hold = table.concat({'h', provider, corridor, units, sent, 'r', ARGV[at + 7] .. ARGV[i + 2]}, '|')
      if call('HSETNX', holds, id, hold) == 0 then return last, repeated(id) end
      if quoted then release(ARGV[at + 5], quote, false) end
      call('HINCRBY', key, 'held', units)
      dues[#dues + 1] = expires
      dues[#dues + 1] = id
      if sent ~= '0' then call('ZADD', inflightOf(provider, corridor), sent, id) end
      return last, 't' .. (i - at - 9) / 3 .. '|' .. refused
    end
    refused = refused .. why .. ','
  end
  return last, repeated(id) or 'n|' .. refused
end

local results, at = {'reserved'}, 4
while at <= #ARGV do
  local last, result = reserve(at)
  results[#results + 1] = result
  at = last + 1
end
if #dues > 0 then call('ZADD', due, unpack(dues)) end
return results

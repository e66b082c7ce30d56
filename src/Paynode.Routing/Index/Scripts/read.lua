-- Reads a corridor's best candidates in rank order, and one more drawn from the sampling set.
-- ARGV: epoch, corridor, oldest heartbeat, oldest quote, wanted, maximum scanned, free units wanted, exponential draw, now,
-- excluded...
-- Returns: 'read', corridor model, candidates, gated candidates; each row in the format of inspect().
local corridor, wanted, mostScanned = ARGV[2], tonumber(ARGV[5]), tonumber(ARGV[6])
local oldestBeat, oldestQuote, wantedFree = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[7])
local rank, parked, ticks = prefix .. 'rank:' .. corridor, prefix .. 'parked:' .. corridor, prefix .. 'tick:' .. corridor
local FIELDS = {'on', 'beat', 'avail', 'held', 't:' .. corridor, 'a:' .. corridor, 'm:' .. corridor, 'w:' .. corridor, 's:' .. corridor}
local OLDEST_PENDING, GATED_SHOWN = 16, 16

-- Reclaims what a crashed caller never released, and deletes ended holds that have expired. There are far fewer readings
-- than holds, so each handles many; the limit keeps a backlog from delaying the callers that wait for this reading.
local SWEPT = 64
-- How long an expired hold's outcome can still be learned.
local REMEMBER_MS = 600000
for _, id in ipairs(call('ZRANGEBYSCORE', due, '-inf', ARGV[9], 'LIMIT', 0, SWEPT)) do
  local hold = call('HGET', holds, id)
  if hold and release(id, hold, false) ~= '' then
    if call('HEXISTS', holds, id) == 1 then call('ZADD', due, string.format('%.0f', ARGV[9] + REMEMBER_MS), id) end
  else
    call('HDEL', holds, id)
    call('ZREM', due, id)
  end
end

local excluded = {}
for i = 10, #ARGV do excluded[ARGV[i]] = true end

local function inspect(id, place)
  local s = call('HMGET', keyOf(id), unpack(FIELDS))
  local free = (tonumber(s[3]) or 0) - (tonumber(s[4]) or 0)
  local gate = ''
  if s[1] ~= '1' then gate = 'off'
  elseif not s[5] then gate = 'no_quote'
  elseif (tonumber(s[2]) or 0) < oldestBeat then gate = 'heartbeat'
  elseif (tonumber(s[6]) or 0) < oldestQuote then gate = 'stale' end
  local row = {id, gate, string.format('%.0f', free), s[5] or '', s[6] or '0', s[2] or '0', s[7] or '', place or '0', s[9] or ''}
  return row, free, tonumber(s[8]) or 1
end

local function withPending(row)
  local key = inflightOf(row[1], corridor)
  row[10] = call('ZCARD', key)
  row[11] = row[10] > 0 and call('ZRANGE', key, 0, OLDEST_PENDING - 1, 'WITHSCORES') or {}
  return row
end

-- A provider that no order could go to leaves the ranking until something about it changes, so that a corridor full of
-- unavailable providers is scanned once and not by every decision.
local function park(id, score)
  call('ZREM', rank, id)
  call('ZREM', ticks, id)
  call('ZADD', parked, score, id)
end

local rows, gated, chosen = {}, {}, {}
local from, scanned = 0, 0
while #rows < wanted and scanned < mostScanned do
  local page = call('ZREVRANGE', rank, from, from + wanted - 1, 'WITHSCORES')
  if #page == 0 then break end
  for i = 1, #page, 2 do
    local row, free = inspect(page[i], page[i + 1])
    scanned = scanned + 1
    if row[2] ~= '' then
      park(page[i], page[i + 1])
    else
      from = from + 1
      chosen[page[i]] = true
      if excluded[page[i]] then row[2] = 'excluded' elseif free < wantedFree then row[2] = 'liquidity' end
      if row[2] == '' and #rows < wanted then rows[#rows + 1] = withPending(row)
      elseif row[2] ~= '' and #gated < GATED_SHOWN then gated[#gated + 1] = withPending(row) end
    end
  end
end

for _, id in ipairs(call('ZRANGE', parked, 0, GATED_SHOWN - 1)) do
  if #gated < GATED_SHOWN then gated[#gated + 1] = withPending((inspect(id))) end
end

-- Independent sampling in proportion to weight: takes the provider with the next Poisson tick, and draws its following tick.
for _, id in ipairs(call('ZRANGE', ticks, 0, wanted)) do
  if not chosen[id] then
    local row, free, weight = inspect(id, call('ZSCORE', rank, id))
    call('ZINCRBY', ticks, tostring(tonumber(ARGV[8]) / weight), id)
    if row[2] == '' and free >= wantedFree and not excluded[id] then rows[#rows + 1] = withPending(row) end
    break
  end
end

return {'read', call('HGET', prefix .. 'model', corridor) or '', rows, gated}

-- Prepended to every script. KEYS[1] is the partition's epoch pointer, ARGV[1] the epoch that the caller expects.
-- All other keys are derived: they have the same hash tag, so in a cluster they are on the same node.
-- Numbers: balances and amounts are integers of at most 2^53 - 1 liquidity units, which a Lua double holds exactly.
local call, match = redis.call, string.match
local current = call('GET', KEYS[1])
if current ~= ARGV[1] then return {'epoch', current} end

local base = match(KEYS[1], '^(.*:)')
local prefix = base .. current .. ':'
local holds, due = prefix .. 'holds', prefix .. 'due'

local function keyOf(provider) return prefix .. 'p:' .. provider end
local function inflightOf(provider, corridor) return prefix .. 'inflight:' .. corridor .. ':' .. provider end

-- A hold: state | provider | corridor | units | sent at, 0 for a quote | origin (r Redis, d database) | context.
-- States: h held, H held and learned, r released, l released and learned. An ended hold is kept until it would have
-- expired, so that it is neither made nor learned again.
local HOLD = '^(%a)|(%x+)|([^|]+)|(%d+)|(%d+)|(%a)|'

-- Releases holds' liquidity, or deducts it where the provider has paid it out. Changes of several holds to one key are
-- written once: a command costs more than the addition. add() returns the hold's origin, '' when it had already ended.
-- Sums are exact: each is over one provider's holds, which in total do not exceed its balance.
local function given()
  local held, paid, answered, remembered, quotes = {}, {}, {}, {}, {}
  local self = {}
  function self.add(id, hold, consume)
    local state, provider, corridor, units, sent, origin = match(hold, HOLD)
    local ended = (state == 'h' and 'r') or (state == 'H' and 'l')
    if not ended then return '' end
    local key = keyOf(provider)
    held[key] = (held[key] or 0) + units
    if consume then paid[key] = (paid[key] or 0) + units end
    if sent == '0' then
      quotes[#quotes + 1] = id
    else
      local inflight = inflightOf(provider, corridor)
      answered[inflight] = answered[inflight] or {}
      table.insert(answered[inflight], id)
      remembered[#remembered + 1] = id
      remembered[#remembered + 1] = ended .. string.sub(hold, 2)
    end
    return origin
  end
  function self.write()
    for key, units in pairs(held) do call('HINCRBY', key, 'held', string.format('-%.0f', units)) end
    for key, units in pairs(paid) do call('HINCRBY', key, 'avail', string.format('-%.0f', units)) end
    for inflight, ids in pairs(answered) do call('ZREM', inflight, unpack(ids)) end
    if #remembered > 0 then call('HSET', holds, unpack(remembered)) end
    if #quotes > 0 then
      call('HDEL', holds, unpack(quotes))
      call('ZREM', due, unpack(quotes))
    end
  end
  return self
end

-- The same for a single hold.
local function release(id, hold, consume)
  local giving = given()
  local origin = giving.add(id, hold, consume)
  giving.write()
  return origin
end

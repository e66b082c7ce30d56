-- Put before every script. KEYS[1] is the partition's epoch pointer, ARGV[1] the epoch that the caller believes in.
-- All other keys are derived: they carry the same hash tag, so in a cluster they live on the same node.
-- Numbers: balances and amounts are integers of at most 2^53 - 1 liquidity units, which a Lua double holds exactly.
local current = redis.call('GET', KEYS[1])
if current ~= ARGV[1] then return {'epoch', current} end

-- How long a released offer is remembered, so that its outcome can still be learned from.
local REMEMBER_MS = 3600000
-- Reservations reclaimed by one call: more than one per reservation made, so the backlog shrinks, and still cheap.
local SWEEP_LIMIT = 8

local prefix = string.match(KEYS[1], '^(.*:)') .. current .. ':'
-- What was learned stays learned across epochs.
local seen = string.match(KEYS[1], '^(.*:)') .. 'seen:'
local holds, due = prefix .. 'holds', prefix .. 'due'

local function keyOf(provider) return prefix .. 'p:' .. provider end
local function inflightOf(provider, corridor) return prefix .. 'inflight:' .. corridor .. ':' .. provider end

-- A hold: state (h held, r released) | provider | corridor | units | sent at, 0 for a quote | origin (r Redis, d database) | context
local HOLD = '^(%a)|(%x+)|([^|]+)|(%d+)|(%d+)|(%a)|(.*)$'

-- Gives a hold's liquidity back, or takes it for good when the provider has paid it out.
local function release(id, hold, now, consume)
  local state, provider, corridor, units, sent, origin, context = string.match(hold, HOLD)
  if state ~= 'h' then return false end
  redis.call('HINCRBY', keyOf(provider), 'held', '-' .. units)
  if consume then redis.call('HINCRBY', keyOf(provider), 'avail', '-' .. units) end
  if sent == '0' then
    redis.call('HDEL', holds, id)
    redis.call('ZREM', due, id)
  else
    redis.call('ZREM', inflightOf(provider, corridor), id)
    redis.call('HSET', holds, id, 'r' .. string.sub(hold, 2))
    redis.call('ZADD', due, string.format('%.0f', now + REMEMBER_MS), id)
  end
  return provider, origin
end

-- Reclaims what a crashed caller never released, and forgets released offers whose outcome never came.
local function sweep(now)
  local ids = redis.call('ZRANGEBYSCORE', due, '-inf', string.format('%.0f', now), 'LIMIT', 0, SWEEP_LIMIT)
  for _, id in ipairs(ids) do
    local hold = redis.call('HGET', holds, id)
    if not hold or not release(id, hold, now, false) then
      redis.call('HDEL', holds, id)
      redis.call('ZREM', due, id)
    end
  end
  return #ids
end

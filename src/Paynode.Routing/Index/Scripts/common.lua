-- Put before every script. KEYS[1] is the partition's epoch pointer, ARGV[1] the epoch that the caller believes in.
-- All other keys are derived: they carry the same hash tag, so in a cluster they live on the same node.
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
-- States: h held, H held and learned from, r released, l released and learned from. One that has ended is remembered
-- until it would have expired, so that it is neither made nor learned from again.
local HOLD = '^(%a)|(%x+)|([^|]+)|(%d+)|(%d+)|(%a)|'

-- Gives a hold's liquidity back, or takes it for good when the provider has paid it out.
local function release(id, hold, consume)
  local state, provider, corridor, units, sent, origin = match(hold, HOLD)
  local ended = (state == 'h' and 'r') or (state == 'H' and 'l')
  if not ended then return '' end
  call('HINCRBY', keyOf(provider), 'held', '-' .. units)
  if consume then call('HINCRBY', keyOf(provider), 'avail', '-' .. units) end
  if sent == '0' then
    call('HDEL', holds, id)
    call('ZREM', due, id)
  else
    call('ZREM', inflightOf(provider, corridor), id)
    call('HSET', holds, id, ended .. string.sub(hold, 2))
  end
  return origin
end

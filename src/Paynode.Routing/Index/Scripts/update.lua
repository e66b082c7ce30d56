-- Changes the state of one provider. ARGV: epoch, provider, then operations of four values each:
--   beat, at, '', ''             heartbeat; ignored when older than the known one
--   on, '1' or '0', '', ''       the operator's switch
--   avail, units, at, ''         balance; ignored when older than the known one
--   quote, corridor, terms, at   rate and limits; ignored when older than the known ones
--   join, corridor, rank, model  may serve the corridor; already learned state is kept
--   serve, corridors, '', ''     leaves all corridors except these, separated by blanks
--   rank, corridor, score, ''    a new score in the ranking
--   score, corridor, value, ''   a scorer's score
local provider = ARGV[2]
local key = keyOf(provider)
local function rankKey(corridor) return prefix .. 'rank:' .. corridor end
local function tickKey(corridor) return prefix .. 'tick:' .. corridor end
local function parkedKey(corridor) return prefix .. 'parked:' .. corridor end

local function newer(field, at) return tonumber(at) >= (tonumber(call('HGET', key, field)) or 0) end

-- Puts it back into the ranking; the next reading gates it again if necessary.
local function unpark(corridor)
  local score = call('ZSCORE', parkedKey(corridor), provider)
  if not score then return end
  call('ZREM', parkedKey(corridor), provider)
  call('ZADD', rankKey(corridor), score, provider)
  local first = call('ZRANGE', tickKey(corridor), 0, 0, 'WITHSCORES')
  call('ZADD', tickKey(corridor), first[2] or 0, provider)
end

local apply = {}
function apply.beat(at) if newer('beat', at) then call('HSET', key, 'beat', at) end end
function apply.on(flag) call('HSET', key, 'on', flag) end
function apply.avail(units, at)
  if newer('availAt', at) then call('HMSET', key, 'avail', units, 'availAt', at) end
end
function apply.quote(corridor, terms, at)
  if newer('a:' .. corridor, at) then call('HMSET', key, 't:' .. corridor, terms, 'a:' .. corridor, at) end
end
function apply.join(corridor, rank, model)
  if call('SADD', key .. ':in', corridor) == 0 then return end
  call('HSETNX', key, 'm:' .. corridor, model)
  call('ZADD', parkedKey(corridor), rank, provider)
end
function apply.serve(corridors)
  for _, corridor in ipairs(call('SMEMBERS', key .. ':in')) do
    if not string.find(' ' .. corridors .. ' ', ' ' .. corridor .. ' ', 1, true) then
      call('SREM', key .. ':in', corridor)
      for _, of in ipairs({rankKey, tickKey, parkedKey}) do call('ZREM', of(corridor), provider) end
    end
  end
end
function apply.score(corridor, score) call('HSET', key, 's:' .. corridor, score) end
function apply.rank(corridor, score)
  local parked = call('ZSCORE', parkedKey(corridor), provider)
  call('ZADD', parked and parkedKey(corridor) or rankKey(corridor), 'XX', score, provider)
end

for i = 3, #ARGV, 4 do apply[ARGV[i]](ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
local corridors = call('SMEMBERS', key .. ':in')
for _, corridor in ipairs(corridors) do unpark(corridor) end
return {'updated', #corridors}

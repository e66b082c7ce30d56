-- First half of learning: what there is to learn from, and the version that it was read at.
-- ARGV: epoch, corridor, then (offer, outcome mark)... Returns: version, corridor model, then a row per outcome:
-- whether it was learned before, its hold, and its provider's model.
local corridor = ARGV[2]
local rows = {}
for i = 3, #ARGV, 2 do
  local hold = redis.call('HGET', holds, ARGV[i]) or ''
  local _, provider = string.match(hold, HOLD)
  local model = provider and redis.call('HGET', keyOf(provider), 'm:' .. corridor) or ''
  rows[#rows + 1] = {redis.call('EXISTS', prefix .. 'seen:' .. ARGV[i + 1]), hold, model or ''}
end
local version = redis.call('HGET', prefix .. 'version', corridor) or '0'
return {version, redis.call('HGET', prefix .. 'model', corridor) or '', rows}

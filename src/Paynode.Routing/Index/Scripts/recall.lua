-- First half of learning: what there is to learn from, and the version that it was read at.
-- ARGV: epoch, corridor, then (offer, outcome mark, provider or '' if only the hold knows)... Returns: 'recalled', version, corridor model, then a row per outcome:
-- whether it was learned before, its hold, and its provider's model.
local corridor = ARGV[2]
local rows = {}
for i = 3, #ARGV, 3 do
  local hold = redis.call('HGET', holds, ARGV[i]) or ''
  local _, provider = string.match(hold, HOLD)
  if not provider and ARGV[i + 2] ~= '' then provider = ARGV[i + 2] end
  local model = provider and redis.call('HGET', keyOf(provider), 'm:' .. corridor) or ''
  rows[#rows + 1] = {redis.call('EXISTS', seen .. ARGV[i + 1]), hold, model or ''}
end
local version = redis.call('HGET', prefix .. 'version', corridor) or '0'
return {'recalled', version, redis.call('HGET', prefix .. 'model', corridor) or '', rows}

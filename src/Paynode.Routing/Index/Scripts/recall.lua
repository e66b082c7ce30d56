-- First half of learning: what there is to learn from, and the version that it was read at. ARGV: epoch, corridor, offers...
-- Returns: 'recalled', version, corridor model, the offers' holds ('' for one that is not remembered), and the models of
-- their providers (provider, model)...
local corridor = ARGV[2]
local found, models, known = {}, {}, {}
for i = 3, #ARGV do
  local hold = call('HGET', holds, ARGV[i]) or ''
  local _, provider = match(hold, HOLD)
  found[#found + 1] = hold
  if provider and not known[provider] then
    known[provider] = true
    models[#models + 1] = provider
    models[#models + 1] = call('HGET', keyOf(provider), 'm:' .. corridor) or ''
  end
end
return {'recalled', call('HGET', prefix .. 'version', corridor) or '0', call('HGET', prefix .. 'model', corridor) or '', found, models}

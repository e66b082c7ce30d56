-- First half of learning: reads the state to learn from, with its version. ARGV: epoch, corridor, offers...
-- Returns: 'recalled', version, corridor model, the offers' holds ('' for an unknown one), and the models of their
-- providers (provider, model)...
local corridor = ARGV[2]
local found, models, known = call('HMGET', holds, unpack(ARGV, 3)), {}, {}
for i, hold in ipairs(found) do
  found[i] = hold or ''
  local _, provider = match(found[i], HOLD)
  if provider and not known[provider] then
    known[provider] = true
    models[#models + 1] = provider
    models[#models + 1] = call('HGET', keyOf(provider), 'm:' .. corridor) or ''
  end
end
return {'recalled', call('HGET', prefix .. 'version', corridor) or '0', call('HGET', prefix .. 'model', corridor) or '', found, models}

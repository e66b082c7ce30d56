-- Ends a batch of holds. ARGV: epoch, then for each: hold id, '1' when the provider has paid the amount out.
-- Returns 'released', then for each the hold's origin, 'e' when it has already ended, '' when it is unknown.
-- Releasing twice has the effect of releasing once, also within a batch.
local ids, paid = {}, {}
for i = 2, #ARGV, 2 do
  ids[#ids + 1] = ARGV[i]
  paid[#paid + 1] = ARGV[i + 1] == '1'
end

local known, results, seen, giving = call('HMGET', holds, unpack(ids)), {'released'}, {}, given()
for i, id in ipairs(ids) do
  local origin = known[i] and not seen[id] and giving.add(id, known[i], paid[i]) or ''
  seen[id] = true
  results[#results + 1] = known[i] and origin == '' and 'e' or origin
end
giving.write()
return results

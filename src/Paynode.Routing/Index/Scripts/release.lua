-- Ends a batch of holds. ARGV: epoch, then for each: hold id, '1' when the provider has paid the amount out.
-- Returns 'released', then for each the hold's origin, 'e' when it has ended before, '' when it is not known.
-- Releasing twice releases once.
local results = {'released'}
for i = 2, #ARGV, 2 do
  local hold = call('HGET', holds, ARGV[i])
  local origin = hold and release(ARGV[i], hold, ARGV[i + 1] == '1') or ''
  results[#results + 1] = hold and origin == '' and 'e' or origin
end
return results

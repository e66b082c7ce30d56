-- Ends a hold. ARGV: epoch, hold id, now, '1' when the provider has paid the amount out.
-- Returns: 'released', provider, origin | 'unknown'. Releasing twice releases once.
local hold = redis.call('HGET', holds, ARGV[2])
if not hold then return {'unknown'} end
local provider, origin = release(ARGV[2], hold, tonumber(ARGV[3]), ARGV[4] == '1')
if not provider then return {'unknown'} end
return {'released', provider, origin}

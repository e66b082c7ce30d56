-- Updates providers' scores in a corridor's ranking. ARGV: epoch, corridor, then (provider, score)...
local rank = prefix .. 'rank:' .. ARGV[2]
for i = 3, #ARGV, 2 do call('ZADD', rank, 'XX', ARGV[i + 1], ARGV[i]) end
return {'reranked'}

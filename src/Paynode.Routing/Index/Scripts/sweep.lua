-- Reclaims expired holds. ARGV: epoch, now. Returns how many were looked at; fewer than the limit means none is left.
return {'swept', sweep(tonumber(ARGV[2]))}

-- Exports routing decisions with their ends, a JSON object a line:
--   psql "$DATABASE_URL" -At -f bench/routing/decisions.sql > decisions.jsonl
SELECT json_build_object('decision', d.decision, 'state', o.state, 'code', o.code)
FROM paynode.decisions d JOIN paynode.offers o ON o.id = d.offer_id
WHERE o.state IN ('fulfilled', 'failed', 'declined', 'lapsed', 'closed')
ORDER BY d.at;

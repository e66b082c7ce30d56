-- Which offer a provider named each of its payouts for first, whether the report counted, came too late or was refused: no other
-- offer is paid by it. Normalised as offers_reference_once does. Of what was reported before, what paid an offer comes first.
CREATE TABLE paynode.provider_references (
    provider_id uuid NOT NULL,
    reference   text NOT NULL,
    offer_id    uuid NOT NULL,
    PRIMARY KEY (provider_id, reference)
);
INSERT INTO paynode.provider_references (provider_id, reference, offer_id)
SELECT DISTINCT ON (provider_id, lower(btrim(reference))) provider_id, lower(btrim(reference)), offer_id FROM (
    SELECT provider_id, reference, id AS offer_id, reference_repeated::int AS place, updated_at AS at
    FROM paynode.offers WHERE reference IS NOT NULL
    UNION ALL
    SELECT o.provider_id, l.reference, o.id, 2, l.first_at
    FROM paynode.offer_late_reports l JOIN paynode.offers o ON o.id = l.offer_id WHERE l.reference IS NOT NULL) reported
ORDER BY provider_id, lower(btrim(reference)), place, at, offer_id;

-- What filters by options, price and stock read, which one variant has to meet (docs/adr/0032-one-variant.md): one row
-- per variant on sale of an active product, beside the product's row in product_search.
CREATE TABLE product_search_variants (
  product_id  uuid NOT NULL REFERENCES product_search ON DELETE CASCADE,
  variant_id  uuid NOT NULL,
  price_minor bigint NOT NULL,
  -- size\x1fm: name and value in lower case, for the filter.
  option_keys text[] NOT NULL,
  -- A bit for each of product_search.facets: 1 for those of its options.
  facet_bits  bit varying NOT NULL,
  PRIMARY KEY (product_id, variant_id)
);

-- Until the products are indexed again, which also lowers letters that this database may not know.
INSERT INTO product_search_variants (product_id, variant_id, price_minor, option_keys, facet_bits)
SELECT v.product_id, v.id, v.price_minor,
  ARRAY(SELECT lower(o ->> 'name') || E'\x1f' || lower(o ->> 'value') FROM jsonb_array_elements(v.options) AS o),
  (SELECT coalesce(string_agg(CASE WHEN facet IN (
      SELECT concat('option.', o ->> 'name', E'\x1f', o ->> 'name', E'\x1f', o ->> 'value', E'\x1f', o ->> 'value')
      FROM jsonb_array_elements(v.options) AS o) THEN '1' ELSE '0' END, '' ORDER BY nr), '')
   FROM unnest(ps.facets) WITH ORDINALITY AS f (facet, nr))::bit varying
FROM variants v JOIN product_search ps USING (product_id) WHERE v.retired_at IS NULL;

-- By which rules an entry was made: a worker makes older ones again. Entries of the previous release have none.
ALTER TABLE product_search ADD COLUMN revision smallint NOT NULL DEFAULT 0;
CREATE INDEX product_search_revision ON product_search (revision, product_id);

-- How each variant is taxed, and whether it is shipped. The defaults are what every variant was so far, and what an
-- instance of the release before writes.
ALTER TABLE variants
  ADD COLUMN tax_class text NOT NULL DEFAULT 'standard' CONSTRAINT variants_tax_class CHECK (tax_class IN ('standard', 'zero')),
  ADD COLUMN requires_shipping boolean NOT NULL DEFAULT true;

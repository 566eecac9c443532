-- How each line was taxed, and the tax by rate. Orders so far, and those that an instance of the release before writes,
-- know only their total tax; all of their lines were shipped.
ALTER TABLE order_lines
  ADD COLUMN tax_class text NOT NULL DEFAULT 'standard',
  ADD COLUMN requires_shipping boolean NOT NULL DEFAULT true,
  -- Hundredths of a percent.
  ADD COLUMN tax_rate integer,
  ADD COLUMN tax_minor bigint,
  ADD CONSTRAINT order_lines_tax CHECK (
    num_nulls(tax_rate, tax_minor) <> 1 AND coalesce(tax_rate, 0) >= 0 AND coalesce(tax_minor, 0) >= 0);

-- [{rate, netMinor, taxMinor}]; null: not split.
ALTER TABLE orders ADD COLUMN tax_lines jsonb;

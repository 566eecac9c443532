-- Descriptions are made harmless when they come in. Those that came before and hold more than bare formatting keep
-- their words only; the same file imported again brings its formatting back.
UPDATE products
SET description = replace(
  regexp_replace(
    regexp_replace(description, '<(script|style|svg|iframe)\M[^>]*>.*?</\1\s*>', ' ', 'gi'),
    '<[^>]*>', ' ', 'g'),
  '<', '&lt;')
WHERE regexp_replace(
  description, '</?(p|br|hr|div|h[2-6]|ul|ol|li|dl|dt|dd|strong|b|em|i|u|s|small|sub|sup|blockquote)\s*/?>', '', 'gi'
) LIKE '%<%';

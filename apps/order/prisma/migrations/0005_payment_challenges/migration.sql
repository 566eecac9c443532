-- What a payer must do first, and news from payment providers.

ALTER TABLE payments ADD COLUMN challenge_url text, ADD COLUMN challenge_until timestamptz,
  ADD CONSTRAINT payments_challenge CHECK (num_nulls(challenge_url, challenge_until) IN (0, 2));

-- News that had its effect; the same again has none.
CREATE TABLE payment_news (
  provider    text NOT NULL,
  event_id    text NOT NULL,
  type        text NOT NULL,
  -- Null: it was about nothing of ours.
  order_id    uuid,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider, event_id)
);
CREATE INDEX payment_news_of_order ON payment_news (order_id) WHERE order_id IS NOT NULL;

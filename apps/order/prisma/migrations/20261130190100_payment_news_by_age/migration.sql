-- Finds events that are so old that no provider sends them again.
CREATE INDEX payment_news_age ON payment_news (received_at);

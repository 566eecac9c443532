-- What browsing and searching read: one row per active product (docs/adr/0007-search.md).

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE product_search (
  product_id       uuid PRIMARY KEY REFERENCES products ON DELETE CASCADE,
  slug             text NOT NULL,
  title            text NOT NULL,
  -- Without case and accents, so that every database sorts alike.
  title_key        text COLLATE "C" NOT NULL,
  vendor           text NOT NULL,
  currency         text NOT NULL,
  price_min        bigint NOT NULL,
  price_max        bigint NOT NULL,
  -- Of the cheapest variant.
  compare_at_minor bigint,
  image_url        text NOT NULL,
  image_alt        text NOT NULL,
  image_width      integer NOT NULL,
  image_height     integer NOT NULL,
  category_path    text[] NOT NULL,
  -- What it is counted under, each as facet, facet's label, value, value's label with \x1f between.
  facets           text[] NOT NULL,
  -- size\x1fm: name and value in lower case, for the filter.
  option_keys      text[] NOT NULL,
  document         tsvector NOT NULL,
  -- What it added to search_words.
  words            text[] NOT NULL
);
CREATE INDEX product_search_text ON product_search USING gin (document) WITH (fastupdate = off);
CREATE INDEX product_search_category ON product_search USING gin (category_path) WITH (fastupdate = off);
CREATE INDEX product_search_options ON product_search USING gin (option_keys) WITH (fastupdate = off);
CREATE INDEX product_search_vendor ON product_search (vendor);
-- The sorts; newest first is the primary key backwards, because ids sort by time.
CREATE INDEX product_search_price ON product_search (price_min, product_id);
CREATE INDEX product_search_title ON product_search (title_key, product_id);

-- Every word of every active product, and in how many it is.
CREATE TABLE search_words (
  word text COLLATE "C" PRIMARY KEY,
  uses integer NOT NULL
);
-- Far misspellings of long words.
CREATE INDEX search_words_alike ON search_words USING gin (word gin_trgm_ops);

-- How each word of five letters or more looks with one letter missing or two neighbours swapped.
CREATE TABLE search_spellings (
  spelling text COLLATE "C" NOT NULL,
  word     text COLLATE "C" NOT NULL REFERENCES search_words ON DELETE CASCADE,
  PRIMARY KEY (spelling, word)
);
CREATE INDEX search_spellings_of ON search_spellings (word);

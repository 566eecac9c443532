// What the database guards and Prisma does not see: `migrate diff` reports nothing when it is gone. A migration that adds or
// drops one changes this list too.

/** By role. */
export const ONLY_IN_SQL: Record<string, readonly string[]> = {
  product: [
    'check categories.categories_check',
    'check consumed_lines.consumed_lines_quantity_check',
    'check hold_lines.hold_lines_quantity_check',
    'check holds.holds_check',
    'check holds.holds_state_check',
    'check outbox.outbox_partition_check',
    'check outbox_leases.outbox_leases_partition_check',
    'check price_tiers.price_tiers_amount_minor_check',
    'check price_tiers.price_tiers_min_quantity_check',
    'check product_options.product_options_choices_check',
    'check products.products_currency_check',
    'check products.products_status_check',
    'check returned_lines.returned_lines_quantity_check',
    'check stock.stock_backorder_limit_check',
    'check stock.stock_held_check',
    'check stock.stock_low_threshold_check',
    'check stock.stock_max_per_customer_check',
    'check stock.stock_not_oversold',
    'check stock_check.stock_check_is_only_check',
    'check stock_movements.stock_movements_quantity_check',
    'check stock_movements.stock_movements_reason_check',
    'check variants.variants_check',
    'check variants.variants_compare_at_minor_check',
    'check variants.variants_price_minor_check',
    'check variants.variants_tax_class',
    'check variants.variants_weight_grams_check',
    'collation product_search.title_key',
    'collation search_spellings.spelling',
    'collation search_spellings.word',
    'collation search_words.word',
    'deferrable variants.variants_combination',
    'generated stock.available',
    'identity always outbox.position',
    'trigger stock_movements.stock_movements_stay',
  ],
  user: [
    'check account_tokens.account_tokens_purpose_check',
    'check email_changes.email_changes_ended',
    'check email_changes.email_changes_state_check',
    'check mails.mails_state_check',
    'check mails.mails_void_is_for_nobody',
    'check outbox.outbox_partition_check',
    'check outbox_leases.outbox_leases_partition_check',
    'check token_revocations.token_revocations_of_one',
    'check users.users_roles_check',
    'identity always outbox.position',
    'identity always token_revocations.id',
    'trigger sessions.sessions_deleted',
    'trigger sessions.sessions_revoked',
    'trigger users.users_roles_changed',
  ],
  cart: [
    'check carts.carts_check',
    'check carts.carts_lines_check',
    'check carts.carts_revision_check',
    'check carts.carts_state_check',
    'check carts.carts_version_check',
    'check outbox.outbox_partition_check',
    'check outbox_leases.outbox_leases_partition_check',
    'identity always outbox.position',
  ],
  order: [
    'check fulfilments.fulfilments_state_check',
    'check item_cancellations.item_cancellations_lines',
    'check mails.mails_state_check',
    'check mails.mails_void_is_for_nobody',
    'check order_lines.order_lines_quantity_check',
    'check order_lines.order_lines_tax',
    'check order_lines.order_lines_total',
    'check order_lines.order_lines_unit_price_minor_check',
    'check order_timeline.order_timeline_actor_check',
    'check orders.orders_bought_is_priced',
    'check orders.orders_currency_check',
    'check orders.orders_discount_minor_check',
    'check orders.orders_fulfilment_state_check',
    'check orders.orders_grand_minor_check',
    'check orders.orders_items_minor_check',
    'check orders.orders_payment_state_check',
    'check orders.orders_shipping_minor_check',
    'check orders.orders_state_check',
    'check orders.orders_sums',
    'check orders.orders_tax_minor_check',
    'check outbox.outbox_partition_check',
    'check outbox_leases.outbox_leases_partition_check',
    'check payments.payments_amount_minor_check',
    'check payments.payments_challenge',
    'check payments.payments_limits',
    'check reconciliation_findings.reconciliation_findings_state_check',
    'check reconciliation_runs.reconciliation_runs_state_check',
    'check reconciliation_turn.reconciliation_turn_only_row_check',
    'check refunds.refunds_amount_minor_check',
    'check refunds.refunds_state_check',
    'check returns.returns_state_check',
    'check sagas.sagas_status_check',
    'expression index orders.orders_by_email',
    'generated sagas.order_id',
    'identity always order_timeline.seq',
    'identity always outbox.position',
    'identity always reconciliation_findings.seq',
  ],
  payment_sandbox: [
    'check authorizations.authorizations_amount_minor_check',
    'check authorizations.authorizations_check',
    'check authorizations.authorizations_check1',
    'check authorizations.authorizations_check2',
    'check authorizations.authorizations_state',
    'check authorizations.authorizations_void_is_free',
    'check entries.entries_amount_minor_check',
    'check entries.entries_kind_check',
    'identity always webhooks.position',
  ],
};

/** The same list of the current schema. */
export const LIST_ONLY_IN_SQL = `
  WITH own AS (SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r')
  SELECT kind || ' ' || relname || '.' || name AS text FROM (
    SELECT 'check' AS kind, conrelid AS of, conname AS name FROM pg_constraint WHERE contype = 'c'
    UNION ALL SELECT 'deferrable', conrelid, conname FROM pg_constraint WHERE condeferrable
    UNION ALL SELECT 'trigger', tgrelid, tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'generated', attrelid, attname FROM pg_attribute WHERE attgenerated <> ''
    UNION ALL SELECT 'identity always', attrelid, attname FROM pg_attribute WHERE attidentity = 'a'
    UNION ALL SELECT 'collation', attrelid, attname FROM pg_attribute JOIN pg_collation ON pg_collation.oid = attcollation
      WHERE collname <> 'default'
    UNION ALL SELECT 'expression index', indrelid, relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
      WHERE indexprs IS NOT NULL
  ) found JOIN own ON own.oid = found.of
  ORDER BY (kind || ' ' || relname || '.' || name) COLLATE "C"`;

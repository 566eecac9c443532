import { Inject, Injectable } from '@nestjs/common';
import {
  SetCategorySlugRequest,
  SetCategorySlugResponse,
  SetProductSlugRequest,
  SetProductSlugResponse,
  SetProductStatusRequest,
  SetProductStatusResponse,
  SetVariantPricesRequest,
  SetVariantPricesResponse,
  SetVariantStockRequest,
  SetVariantStockResponse,
} from '@tradepost/contracts';
import { Database } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { idempotent, OutboxRelay, requestHash } from '@tradepost/messaging';
import { checkSlug } from '../domain/address.ts';
import { Faults } from '../domain/faults.ts';
import { readPrices } from '../domain/price-input.ts';
import { categoryNotFound, checkFaults } from '../domain/product.errors.ts';
import { MAIN_LOCATION } from '../domain/stock.ts';
import type { LevelChange, StockOrder } from '../domain/stock-change.ts';
import { CatalogueStore } from './catalogue.store.ts';
import { CategoryStore } from './category.store.ts';
import { statusOf, toCategory, toProduct, toVariant } from './product.replies.ts';
import { StaffStore } from './staff.store.ts';

/** Staff's changes, each one transaction and done once per key. */
@Injectable()
export class StaffDeeds {
  constructor(
    private readonly db: Database,
    private readonly store: StaffStore,
    private readonly categories: CategoryStore,
    private readonly catalogue: CatalogueStore,
    @Inject(OutboxRelay) private readonly relay: Pick<OutboxRelay, 'notify'>,
  ) {}

  async setPrices(request: SetVariantPricesRequest): Promise<SetVariantPricesResponse> {
    const faults = new Faults();
    const prices = readPrices(request, '', faults);
    checkFaults(faults.all);
    const hash = requestHash(SetVariantPricesRequest.encode({ ...request, idempotencyKey: '' }).finish());
    const key = {
      scope: scopeOf('product.set-prices', request),
      key: request.idempotencyKey,
      requestHash: hash,
    };
    const response = await idempotent(this.db, key, codecOf(SetVariantPricesResponse), async (tx) => {
      const { variantId, expectedVersion } = request;
      const { product, variant } = await this.store.setPrices(tx, variantId, prices, expectedVersion);
      return { variant: toVariant(variant, product) };
    });
    this.relay.notify();
    return response;
  }

  async setStock(request: SetVariantStockRequest): Promise<SetVariantStockResponse> {
    const change = changeOf(request);
    const hash = requestHash(SetVariantStockRequest.encode({ ...request, idempotencyKey: '' }).finish());
    const key = {
      scope: scopeOf('product.set-stock', request),
      key: request.idempotencyKey,
      requestHash: hash,
    };
    const response = await idempotent(this.db, key, codecOf(SetVariantStockResponse), async (tx) => {
      const { variantId, expectedVersion } = request;
      const { product, variant } = await this.store.setStock(tx, variantId, change, expectedVersion);
      return { variant: toVariant(variant, product) };
    });
    this.relay.notify();
    return response;
  }

  async setStatus(request: SetProductStatusRequest): Promise<SetProductStatusResponse> {
    const status = statusOf(request.status);
    if (!status)
      throw new DomainError('invalid', 'request.invalid', 'Give a status: draft, active or archived.');
    const hash = requestHash(SetProductStatusRequest.encode({ ...request, idempotencyKey: '' }).finish());
    const key = {
      scope: scopeOf('product.set-status', request),
      key: request.idempotencyKey,
      requestHash: hash,
    };
    const response = await idempotent(this.db, key, codecOf(SetProductStatusResponse), async (tx) => {
      const { productId, expectedVersion } = request;
      return { product: toProduct(await this.store.setStatus(tx, productId, status, expectedVersion)) };
    });
    this.relay.notify();
    return response;
  }

  async setSlug(request: SetProductSlugRequest): Promise<SetProductSlugResponse> {
    const { productId, slug, takeOver: isTakeOver, expectedVersion } = request;
    checkSlug(slug);
    const hash = requestHash(SetProductSlugRequest.encode({ ...request, idempotencyKey: '' }).finish());
    const key = {
      scope: scopeOf('product.set-slug', request),
      key: request.idempotencyKey,
      requestHash: hash,
    };
    const response = await idempotent(this.db, key, codecOf(SetProductSlugResponse), async (tx) => {
      const product = await this.store.setSlug(tx, productId, { slug, isTakeOver }, expectedVersion);
      return { product: toProduct(product) };
    });
    this.relay.notify();
    return response;
  }

  async setCategorySlug(request: SetCategorySlugRequest): Promise<SetCategorySlugResponse> {
    checkSlug(request.slug);
    const hash = requestHash(SetCategorySlugRequest.encode({ ...request, idempotencyKey: '' }).finish());
    const key = {
      scope: scopeOf('product.set-category-slug', request),
      key: request.idempotencyKey,
      requestHash: hash,
    };
    const response = await idempotent(this.db, key, codecOf(SetCategorySlugResponse), async (tx) => {
      const slug = await this.categories.setSlug(tx, request.categoryId, request.slug, request.takeOver);
      const category = (await this.catalogue.categories(tx)).find((one) => one.slug === slug);
      if (!category) throw categoryNotFound();
      return { category: toCategory(category) };
    });
    this.relay.notify();
    return response;
  }
}

/** Keys of one person never answer another. */
export const scopeOf = (deed: string, { actorId = '' }: { actorId?: string | undefined }): string =>
  `${deed}:${actorId}`;

type Message<T> = { encode(message: T): { finish(): Uint8Array }; decode(bytes: Uint8Array): T };

export const codecOf = <T>(message: Message<T>) => ({
  encode: (response: T) => message.encode(response).finish(),
  decode: (bytes: Uint8Array) => message.decode(bytes),
});

function changeOf(request: SetVariantStockRequest): LevelChange {
  const { locationId = MAIN_LOCATION, backorderLimit, maxPerCustomer, lowThreshold, change } = request;
  const order = change && orderOf(change);
  if (!order && [backorderLimit, maxPerCustomer, lowThreshold].every((one) => one === undefined))
    throw new DomainError('invalid', 'request.invalid', 'Say how the stock changes.');
  return {
    ...{ locationId, order, backorderLimit },
    maxPerCustomer: maxPerCustomer === 0 ? null : maxPerCustomer,
    lowThreshold: lowThreshold !== undefined && lowThreshold < 0 ? null : lowThreshold,
  };
}

function orderOf(change: NonNullable<SetVariantStockRequest['change']>): StockOrder {
  switch (change.$case) {
    case 'onHand':
      return { kind: 'set', onHand: change.onHand };
    case 'adjustBy':
      return { kind: 'adjust', by: change.adjustBy };
    case 'unlimited':
      return { kind: 'unlimited', isUnlimited: change.unlimited };
  }
}

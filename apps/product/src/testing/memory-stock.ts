import {
  allocate,
  canBecome,
  type HoldLine,
  type HoldState,
  type OverLimit,
  shortages,
  summed,
  type StockLevel,
  type Wanted,
} from '../domain/stock.ts';
import { ship } from '../domain/shipment.ts';
import {
  type CommitOutcome,
  type ExtendOutcome,
  type HoldOutcome,
  type HoldRequest,
  type ReturnedGoods,
  type Shipment,
  StockStore,
} from '../flows/ports.ts';

type Hold = { state: HoldState; lines: readonly HoldLine[]; expiresAt: Date; customer: string };
type Level = {
  variantId: string;
  sku: string;
  locationId: string;
  onHand: number;
  held: number;
  isTracked: boolean;
  maxPerCustomer: number | null;
};

/** The stock port without a database, held to the same contract. */
export class MemoryStockStore extends StockStore {
  private readonly holds = new Map<string, Hold>();
  private readonly shipped = new Map<string, Shipment>();
  private readonly returned = new Map<string, { orderId: string | null; item: Wanted }>();
  readonly stock: Level[] = [];
  /** Changes of the levels, oldest first. */
  readonly movements: { variantId: string; quantity: number; reason: string }[] = [];

  async hold({ orderId, wanted, expiresAt, customer }: HoldRequest): Promise<HoldOutcome> {
    const known = this.holds.get(orderId);
    if (known) {
      const isOver = known.state === 'released' || known.state === 'expired';
      return isOver ? { kind: 'gone', state: known.state } : { kind: 'held' };
    }
    // Nothing is awaited between looking and taking.
    const over = wanted.flatMap((one) => this.overLimit(one, customer));
    if (over.length > 0) return { kind: 'over', over };
    const levels = this.levelsNow(wanted.map((one) => one.variantId));
    const lines = allocate(levels, wanted);
    if (!lines) return { kind: 'short', short: shortages(levels, wanted) };
    for (const line of lines) this.levelOf(line).held += line.quantity;
    this.holds.set(orderId, { state: 'held', lines, expiresAt, customer });
    return { kind: 'held' };
  }

  async commit(orderId: string): Promise<CommitOutcome> {
    const hold = this.holds.get(orderId);
    if (hold?.state === 'committed' || hold?.state === 'consumed') return { kind: 'committed' };
    if (!hold || !canBecome(hold.state, 'committed'))
      return { kind: 'gone', state: hold?.state ?? 'unknown' };
    hold.state = 'committed';
    for (const line of hold.lines) {
      this.levelOf(line).held -= line.quantity;
      this.move(line, -line.quantity, 'sale');
    }
    return { kind: 'committed' };
  }

  async extend(orderId: string, expiresAt: Date): Promise<ExtendOutcome> {
    const hold = this.holds.get(orderId);
    if (hold?.state === 'committed' || hold?.state === 'consumed') return { kind: 'extended' };
    if (hold?.state !== 'held') return { kind: 'gone', state: hold?.state ?? 'unknown' };
    if (hold.expiresAt < expiresAt) hold.expiresAt = expiresAt;
    return { kind: 'extended' };
  }

  async consume(shipment: Shipment): Promise<void> {
    const { shipmentId, orderId, items } = shipment;
    const hold = this.holds.get(orderId);
    const others = this.shippedOf(orderId).filter((one) => one.shipmentId !== shipmentId);
    const left = summed(others.flatMap((one) => one.items));
    const goods = summed(hold?.lines ?? []).map(({ variantId, quantity: sold }) => ({
      ...{ variantId, sold },
      left: left.find((one) => one.variantId === variantId)?.quantity ?? 0,
    }));
    const state = ship(hold?.state ?? 'unknown', goods, items);
    if (hold) hold.state = state;
    this.shipped.set(shipmentId, shipment);
  }

  async release(orderId: string, _reason: string, now: Date): Promise<void> {
    const hold = this.holds.get(orderId);
    if (!hold) this.holds.set(orderId, { state: 'released', lines: [], expiresAt: now, customer: '' });
    else if (canBecome(hold.state, 'released') && this.shippedOf(orderId).length === 0)
      this.giveBack(hold, 'released');
  }

  async takeBack({ returnId, orderId, items }: ReturnedGoods): Promise<void> {
    for (const item of items) {
      const { variantId, quantity } = item;
      const name = `${returnId}/${variantId}`;
      // The first is the main one.
      const level = this.stock.find((one) => one.variantId === variantId);
      if (!level || this.returned.has(name)) continue;
      this.returned.set(name, { orderId, item });
      level.onHand += quantity;
      this.movements.push({ variantId, quantity, reason: 'return' });
    }
  }

  async expire(now: Date, limit: number): Promise<number> {
    const due = [...this.holds.values()].filter((hold) => hold.state === 'held' && hold.expiresAt <= now);
    for (const hold of due.slice(0, limit)) this.giveBack(hold, 'expired');
    return Math.min(due.length, limit);
  }

  stateOf(orderId: string): HoldState | undefined {
    return this.holds.get(orderId)?.state;
  }

  async levels(variantIds: readonly string[]): Promise<StockLevel[]> {
    return this.levelsNow(variantIds);
  }

  private shippedOf(orderId: string): Shipment[] {
    return [...this.shipped.values()].filter((one) => one.orderId === orderId);
  }

  private overLimit({ variantId, quantity: asked }: Wanted, customer: string): OverLimit[] {
    const level = this.stock.find((one) => one.variantId === variantId);
    if (!level || level.maxPerCustomer === null) return [];
    const { sku, maxPerCustomer: limit } = level;
    const already = this.hadBy(customer, variantId);
    return already + asked > limit ? [{ variantId, sku, asked, already, limit }] : [];
  }

  private hadBy(customer: string, variantId: string): number {
    const isCounted = (state: HoldState) => state !== 'released' && state !== 'expired';
    if (customer === '') return 0;
    const own = [...this.holds].filter(([, hold]) => hold.customer === customer && isCounted(hold.state));
    const bought = own.flatMap(([, { lines }]) => lines).filter((line) => line.variantId === variantId);
    const orderIds = new Set(own.map(([orderId]) => orderId));
    const back = [...this.returned.values()].filter(
      ({ orderId, item }) => item.variantId === variantId && orderId !== null && orderIds.has(orderId),
    );
    return total(bought) - total(back.map(({ item }) => item));
  }

  private levelsNow(variantIds: readonly string[]): StockLevel[] {
    return this.stock
      .filter((level) => variantIds.includes(level.variantId))
      .map(({ variantId, sku, locationId, onHand, held, isTracked }) => ({
        ...{ variantId, sku, locationId, isOnSale: true },
        available: isTracked ? onHand - held : null,
      }));
  }

  private giveBack(hold: Hold, state: HoldState): void {
    for (const line of hold.lines) {
      if (hold.state === 'committed') this.move(line, line.quantity, 'return');
      else this.levelOf(line).held -= line.quantity;
    }
    hold.state = state;
  }

  private move(line: HoldLine, quantity: number, reason: string): void {
    this.levelOf(line).onHand += quantity;
    this.movements.push({ variantId: line.variantId, quantity, reason });
  }

  private levelOf({ variantId, locationId }: HoldLine): Level {
    const level = this.stock.find((one) => one.variantId === variantId && one.locationId === locationId);
    if (!level) throw new Error(`no stock of ${variantId} at ${locationId}`);
    return level;
  }
}

const total = (all: readonly { quantity: number }[]): number =>
  all.reduce((sum, { quantity }) => sum + quantity, 0);

import { setTimeout as pause } from 'node:timers/promises';
import { Counts } from '../measures/counts.ts';
import { cpuMsOf, memoryMb } from '../measures/processes.ts';
import { benchVariants, Http, isOurs, staffHeaders, type StackFile } from '../shop.ts';
import { openShopOf, type ShopOf, type ShopProcess } from './shop-process.ts';

const QUIET_MS = 500;
// Of one core, for everything of a shop; idle it takes 3 %.
const QUIET_SHARE = 0.12;
const LONGEST_WAIT_MS = 15_000;

/** A running shop that is loaded and measured. */
export class Side {
  readonly name: string;
  readonly http: Http;
  readonly counts: Counts;
  readonly stack: StackFile;
  readonly staff: Record<string, string>;
  readonly variants: readonly string[];
  private readonly process: ShopProcess;

  private constructor(
    name: string,
    process: ShopProcess,
    http: Http,
    staff: Record<string, string>,
    variants: string[],
  ) {
    this.name = name;
    this.process = process;
    this.stack = process.file;
    this.http = http;
    this.staff = staff;
    this.variants = variants;
    this.counts = new Counts(process.file);
  }

  static async open(name: string, shop: ShopOf, { products, connections }: SideOptions): Promise<Side> {
    const process = await openShopOf(shop);
    const http = new Http(gatewaysOf(process.file), connections);
    const staff = await staffHeaders(http, process.file);
    return new Side(name, process, http, staff, await benchVariants(http, staff, products));
  }

  /** Where the stack has its logs. */
  get folder(): string {
    return this.process.folder;
  }

  get postgresPid(): number {
    return this.process.processes['Postgres'] ?? 0;
  }

  /** By the system's count, in ms, by process. */
  cpuMs(): Record<string, number> {
    return cpuMsOf(this.process.processes);
  }

  /** Mails are sent and events consumed after the last answer. */
  async untilQuiet(): Promise<void> {
    const until = performance.now() + LONGEST_WAIT_MS;
    for (let quiet = 0; quiet < 2 && performance.now() < until;) {
      const before = sum(this.cpuMs());
      await pause(QUIET_MS);
      quiet = sum(this.cpuMs()) - before <= QUIET_MS * QUIET_SHARE ? quiet + 1 : 0;
    }
  }

  /** The most memory that our six have had, in MB. */
  memoryPeakMb(): number {
    const ours = this.stack.services.filter(isOurs);
    return ours.reduce((mb, { pid }) => mb + memoryMb(pid, 'status', 'VmHWM'), 0);
  }

  async close(isKept: boolean): Promise<void> {
    await Promise.all([this.http.close(), this.counts.close()]);
    if (!isKept) await this.process.close();
  }
}

/** One address, or those of several gateways, among which the load generator takes turns. */
function gatewaysOf({ baseUrl, services }: StackFile): string | string[] {
  const gateways = services.filter(({ app }) => app === 'gateway');
  return gateways.length > 1 ? gateways.map(({ address }) => `http://${address}`) : baseUrl;
}

interface SideOptions {
  readonly products: number;
  readonly connections: number;
}

const sum = (of: Readonly<Record<string, number>>): number =>
  Object.values(of).reduce((all, one) => all + one, 0);

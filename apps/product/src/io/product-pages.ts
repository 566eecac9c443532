import { Injectable } from '@nestjs/common';
import { sql } from '@tradepost/database';
import type { ProductDetails } from '../flows/product-details.ts';
import { productDetails } from './product-details.sql.ts';
import { ProductDatabase } from './product-database.ts';
import { SOLD } from './product-states.sql.ts';
import { shared, type SharedRead, withinOwnTime } from './shared-read.ts';

type Pages = ReadonlyMap<string, ProductDetails>;

interface Turn {
  readonly slugs: Set<string>;
  readonly pages: Promise<Pages>;
}

/**
 * Products on sale by slug. What is asked for while a statement runs is read by the next one, together: most of the CPU
 * of such a statement does not depend on how many products it reads (docs/adr/0064-pages-read-together.md).
 */
@Injectable()
export class ProductPages {
  private running: Promise<Pages> | undefined;
  private next: Turn | undefined;

  constructor(private readonly db: ProductDatabase) {}

  async bySlug(slug: string): Promise<ProductDetails | undefined> {
    return (await shared(() => this.join(slug))).get(slug);
  }

  private join(slug: string): SharedRead<Pages> {
    if (this.next) {
      this.next.slugs.add(slug);
      return { result: this.next.pages, isOwn: false };
    }
    const slugs = new Set([slug]);
    // Calls that came in one message have all joined before the first of them is read.
    const before = this.running?.catch(() => {}) ?? Promise.resolve();
    const pages = before.then(() => this.start(slugs));
    this.next = { slugs, pages };
    return { result: pages, isOwn: true };
  }

  private start(slugs: ReadonlySet<string>): Promise<Pages> {
    this.next = undefined;
    this.running = withinOwnTime(this.read([...slugs])).finally(() => (this.running = undefined));
    return this.running;
  }

  /** The inner SELECT hides how many they are: for each number Postgres would make a plan of its own. */
  private async read(slugs: readonly string[]): Promise<Pages> {
    const asked = sql`p.slug = ANY ((SELECT ${slugs}::text[])::text[])`;
    const found = await this.db.query<ProductDetails>(
      productDetails(sql`WHERE ${asked} AND p.status IN ${SOLD}`),
    );
    return new Map(found.map((product) => [product.slug, product]));
  }
}

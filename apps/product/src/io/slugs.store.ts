import { isUniqueViolation } from '@tradepost/database';
import { type SlugOwner, slugTaken } from '../domain/slug-move.ts';
import type { ProductTransaction } from './product-database.ts';

export interface SlugMove {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** The slugs of products or categories: current ones, and old ones that redirect to their owner. */
export abstract class Slugs {
  /** Where a slug leads: to its current owner, or to the one that had it last. */
  async ownerOf(slug: string): Promise<SlugOwner | undefined> {
    const current = await this.current(slug);
    if (current) return { ...current, isCurrent: true };
    const former = await this.former(slug);
    return former && { ...former, isCurrent: false };
  }

  /**
   * Lets the slug that is left redirect to its owner, and frees the one it moves to; `write` gives it to the owner, whose
   * row must be locked. @throws DomainError `slug.taken`: another request was faster
   */
  async move(move: SlugMove, write: () => Promise<unknown>): Promise<void> {
    await this.leave(move);
    try {
      await write();
    } catch (error) {
      if (isUniqueViolation(error)) throw slugTaken();
      throw error;
    }
  }

  protected abstract current(slug: string): Promise<{ id: string; slug: string } | null>;
  protected abstract former(slug: string): Promise<{ id: string; slug: string } | undefined>;
  protected abstract leave(move: SlugMove): Promise<unknown>;
}

const owner = { select: { id: true, slug: true } } as const;

export class ProductSlugs extends Slugs {
  constructor(private readonly tx: ProductTransaction) {
    super();
  }

  protected current(slug: string) {
    return this.tx.prisma.product.findUnique({ where: { slug }, ...owner });
  }

  protected async former(slug: string) {
    return (await this.tx.prisma.productOldSlug.findUnique({ where: { slug }, select: { product: owner } }))
      ?.product;
  }

  protected async leave({ id: productId, from, to }: SlugMove) {
    const { productOldSlug } = this.tx.prisma;
    await productOldSlug.deleteMany({ where: { slug: to } });
    await productOldSlug.upsert({
      where: { slug: from },
      create: { slug: from, productId },
      update: { productId, leftAt: new Date() },
    });
  }
}

export class CategorySlugs extends Slugs {
  constructor(private readonly tx: ProductTransaction) {
    super();
  }

  protected current(slug: string) {
    return this.tx.prisma.category.findUnique({ where: { slug }, ...owner });
  }

  protected async former(slug: string) {
    return (await this.tx.prisma.categoryOldSlug.findUnique({ where: { slug }, select: { category: owner } }))
      ?.category;
  }

  protected async leave({ id: categoryId, from, to }: SlugMove) {
    const { categoryOldSlug } = this.tx.prisma;
    await categoryOldSlug.deleteMany({ where: { slug: to } });
    await categoryOldSlug.upsert({
      where: { slug: from },
      create: { slug: from, categoryId },
      update: { categoryId, leftAt: new Date() },
    });
  }
}

import { sql } from '@tradepost/database';
import { v7 } from 'uuid';
import { type SeedCategory, type SeedPicture, SeedStore } from '../flows/seed-catalogue.ts';
import type { ProductDatabase } from './product-database.ts';

export class PostgresSeedStore extends SeedStore {
  constructor(private readonly db: ProductDatabase) {
    super();
  }

  async fingerprint(name: string): Promise<string | undefined> {
    const applied = await this.db.prisma.appliedInput.findUnique({ where: { name } });
    return applied?.fingerprint;
  }

  async setFingerprint(name: string, fingerprint: string): Promise<void> {
    await this.db.prisma.appliedInput.upsert({
      where: { name },
      create: { name, fingerprint },
      update: { fingerprint, appliedAt: new Date() },
    });
  }

  async putCategories(categories: readonly SeedCategory[]): Promise<void> {
    await this.db.tx(async (tx) => {
      for (const { slug, name, parent, position } of categories)
        await tx.execute(sql`
          INSERT INTO categories (id, slug, name, position, parent_id, path)
          SELECT ${v7()}::uuid, ${slug}::text, ${name}, ${position}, above.id, coalesce(above.path, '{}') || ${slug}::text
          FROM (SELECT 1) AS one LEFT JOIN categories above ON above.slug = ${parent}::text
          WHERE NOT EXISTS (SELECT FROM category_old_slugs old WHERE old.slug = ${slug}::text)
          ON CONFLICT (slug) DO UPDATE SET name = excluded.name, position = excluded.position,
            parent_id = excluded.parent_id, path = excluded.path`);
    });
  }

  async putPictures(pictures: readonly SeedPicture[]): Promise<void> {
    await this.db.execute(sql`
      INSERT INTO pictures (key, content_type, body) SELECT * FROM unnest(
        ${pictures.map(({ key }) => key)}::text[], ${pictures.map(({ contentType }) => contentType)}::text[],
        ${pictures.map(({ body }) => body)}::bytea[])
      ON CONFLICT (key) DO UPDATE SET content_type = excluded.content_type, body = excluded.body`);
  }
}

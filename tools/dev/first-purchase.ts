/** A shell command that buys the first available variant of the running shop. */
export async function purchaseCommand(baseUrl: string): Promise<string | undefined> {
  const variantId = await firstAvailableVariant(baseUrl);
  if (!variantId) return undefined;
  const order = {
    lines: [{ variantId, quantity: 1 }],
    email: 'ada@example.com',
    shippingAddress: {
      ...{ name: 'Ada Lovelace', line1: '12 St James Square', city: 'London' },
      ...{ postalCode: 'SW1Y 4JH', country: 'GB' },
    },
    payment: { provider: 'sandbox', token: 'tok_ok' },
  };
  const key = '-H "Idempotency-Key: $(date +%s%N)"';
  return `curl -s ${baseUrl}/api/v1/orders -H 'Content-Type: application/json' ${key} -d '${JSON.stringify(order)}'`;
}

interface ListItem {
  slug: string;
}

interface Variant {
  id: string;
  available: boolean;
}

async function firstAvailableVariant(baseUrl: string): Promise<string | undefined> {
  const list = await ask<{ items?: ListItem[] }>(`${baseUrl}/api/v1/products?inStock=true&limit=5`);
  for (const { slug } of list?.items ?? []) {
    const product = await ask<{ variants?: Variant[] }>(`${baseUrl}/api/v1/products/${slug}`);
    const variant = product?.variants?.find(({ available }) => available);
    if (variant) return variant.id;
  }
  return undefined;
}

async function ask<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return response.ok ? ((await response.json()) as T) : undefined;
}

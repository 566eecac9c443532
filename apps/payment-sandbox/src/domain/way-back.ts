import { DomainError } from '@tradepost/decision';

/** Where a payer is led back to: pages of the shop, and no other's. @throws DomainError `challenge.return_elsewhere` */
export function wayBack(asked: string, shop: string): string {
  const address = URL.parse(asked);
  if (address && address.origin === new URL(shop).origin && !address.username && !address.password)
    return address.href;
  throw new DomainError(
    'invalid',
    'challenge.return_elsewhere',
    'The way back leads to no page of the shop.',
  );
}

import { Injectable } from '@nestjs/common';
import {
  CartServiceDefinition,
  type CartLine,
  type Checkout as WireCheckout,
  TaxClass,
} from '@tradepost/contracts';
import type { Money } from '@tradepost/decision';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import { Carts, type Checkout } from '../flows/ports/carts.ts';

@Injectable()
export class CartClient extends Carts {
  constructor(
    @InjectGrpc(CartServiceDefinition) private readonly cart: RpcClient<typeof CartServiceDefinition>,
  ) {
    super();
  }

  override async checkout(orderId: string, request: PurchaseRequest, signal: AbortSignal): Promise<Checkout> {
    const wanted = {
      shippingOptionId: request.shippingOptionId,
      expectedTotal: request.expectedTotal ?? undefined,
    };
    const shippingAddress = request.shippingAddress ?? undefined;
    const billingAddress = shippingAddress ? undefined : (request.billingAddress ?? undefined);
    const addresses = { shippingAddress, billingAddress };
    const { checkout } =
      request.cartId === null
        ? await this.cart.quoteCheckout({ ...wanted, ...addresses, lines: [...request.lines] }, { signal })
        : await this.cart.freezeCart(
            {
              ...wanted,
              ...addresses,
              orderId,
              cartId: request.cartId,
              access: accessOf(request),
            },
            { signal },
          );
    return toCheckout(present(checkout, 'checkout'));
  }

  override async unfreeze(orderId: string, request: PurchaseRequest, signal: AbortSignal): Promise<void> {
    const { cartId } = request;
    if (cartId !== null)
      await this.cart.unfreezeCart({ orderId, cartId, access: accessOf(request) }, { signal });
  }
}

const accessOf = ({ userId, cartToken }: PurchaseRequest) => ({ userId: userId ?? '', token: cartToken });

function toCheckout({ lines, totals, shippingOption, shippingAddress }: WireCheckout): Checkout {
  const sums = present(totals, 'totals');
  const option = present(shippingOption, 'shipping option');
  return {
    lines: lines.map(toLine),
    totals: {
      items: toMoney(sums.items),
      discount: toMoney(sums.discount),
      shipping: toMoney(sums.shipping),
      tax: toMoney(sums.tax),
      grand: toMoney(sums.grand),
      taxIncluded: sums.taxIncluded,
      taxLines: sums.taxLines.map(({ rate, net, tax }) => ({ rate, net: toMoney(net), tax: toMoney(tax) })),
    },
    shippingOption: { id: option.id, name: option.name },
    shippingAddress: present(shippingAddress, 'shipping address'),
  };
}

// A cart of a release without tax classes says nothing of them.
function toLine({ id: _, unitPrice, total, tax, ...rest }: CartLine): Checkout['lines'][number] {
  return {
    ...rest,
    unitPrice: toMoney(unitPrice),
    total: toMoney(total),
    taxClass: rest.taxClass === TaxClass.ZERO ? 'zero' : 'standard',
    requiresShipping: rest.requiresShipping ?? true,
    tax: tax ? { rate: tax.rate, amount: toMoney(tax.amount) } : null,
  };
}

/** Not refused here: the cart is frozen by now. The order adds the amounts up before it takes stock. */
function toMoney(value: Money | undefined): Money {
  const { amountMinor, currency } = present(value, 'amount');
  return { amountMinor, currency };
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`cart answered without ${what}`);
  return value;
}

/** A guest's proof of owning an order, derived from its id. */
export abstract class GuestTokens {
  abstract of(orderId: string): string;
  abstract isValid(orderId: string, token: string): boolean;
}

import type { PipeTransform } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StreamEvent } from '@tradepost/messaging';
import { type EventContext, STREAMS } from './streams-transport.ts';

export interface MessageDecoder<T> {
  decode(bytes: Uint8Array): T;
}

/**
 * `@EventPattern()` for an event of another service, with its message decoded and both parameters type-checked:
 *
 *     @OnEvent('shop.order.v1.OrderConfirmed', OrderConfirmed)
 *     async orderConfirmed({ orderId }: OrderConfirmed, { tx }: EventContext): Promise<void> { … }
 */
export function OnEvent<T>(type: string, message: MessageDecoder<T>) {
  return (
    target: object,
    key: string | symbol,
    descriptor: { readonly value?: (message: T, context: EventContext) => Promise<void> },
  ): void => {
    // The type argument selects an overload that allows a typed second parameter.
    EventPattern<string>(type, STREAMS)(target, key, descriptor as PropertyDescriptor);
    Payload(decoding(message))(target, key, 0);
    Ctx()(target, key, 1);
  };
}

function decoding<T>(message: MessageDecoder<T>): PipeTransform<StreamEvent, T> {
  return { transform: ({ data }) => message.decode(data) };
}

import type { PipeTransform } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StreamEvent } from '@tradepost/messaging';
import { type EventContext, type EventsContext, STREAMS, TOGETHER } from './streams-transport.ts';

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

/**
 * As `@OnEvent()`, for events that were read together, in the order they were published: one statement can apply all of them.
 * After a failure it is called with each alone.
 *
 *     @OnEvents('shop.order.v1.OrderConfirmed', OrderConfirmed)
 *     async ordersConfirmed(orders: readonly OrderConfirmed[], { tx }: EventsContext): Promise<void> { … }
 */
export function OnEvents<T>(type: string, message: MessageDecoder<T>) {
  return (
    target: object,
    key: string | symbol,
    descriptor: { readonly value?: (messages: readonly T[], context: EventsContext) => Promise<void> },
  ): void => {
    EventPattern<string>(type, STREAMS, TOGETHER)(target, key, descriptor as PropertyDescriptor);
    const decode: PipeTransform<readonly StreamEvent[], T[]> = {
      transform: (events) => events.map(({ data }) => message.decode(data)),
    };
    Payload(decode)(target, key, 0);
    Ctx()(target, key, 1);
  };
}

function decoding<T>(message: MessageDecoder<T>): PipeTransform<StreamEvent, T> {
  return { transform: ({ data }) => message.decode(data) };
}

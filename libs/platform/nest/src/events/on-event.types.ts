// What must not compile. Checked by the type check alone.
import type { EventContext } from './streams-transport.ts';
import { OnEvent } from './on-event.ts';

interface Moved {
  readonly to: string;
}
declare const Moved: { decode(bytes: Uint8Array): Moved };

export class Things {
  @OnEvent('shop.spec.v1.ThingMoved', Moved)
  async right({ to }: Moved, { tx, event }: EventContext): Promise<void> {
    await Promise.resolve([to, tx, event]);
  }

  // @ts-expect-error the message has no such field
  @OnEvent('shop.spec.v1.ThingMoved', Moved)
  async wrongMessage({ from }: { from: string }): Promise<void> {
    await Promise.resolve(from);
  }

  // @ts-expect-error the transport must be able to wait for the effect
  @OnEvent('shop.spec.v1.ThingMoved', Moved)
  notAwaited({ to }: Moved): string {
    return to;
  }
}

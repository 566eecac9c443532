import { useEffect } from 'react';
import { useRevalidator } from 'react-router';

/** Reloads the order whenever an event reports a change. */
export function useLive(orderId: string, version: number): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const events = new EventSource(`/orders/${orderId}/events`);
    events.addEventListener('order', ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as { version: number };
      if (message.version > version) void revalidate();
    });
    return () => events.close();
  }, [orderId, version, revalidate]);
}

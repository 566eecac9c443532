import { useEffect } from 'react';
import { useRevalidator } from 'react-router';

/** Loads the order anew whenever it is told that it has moved on. */
export function useLive(orderId: string, version: number): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const news = new EventSource(`/orders/${orderId}/events`);
    news.addEventListener('order', ({ data }: MessageEvent<string>) => {
      const told = JSON.parse(data) as { version: number };
      if (told.version > version) void revalidate();
    });
    return () => news.close();
  }, [orderId, version, revalidate]);
}

import { useEffect, useRef } from 'react';
import { useRevalidator } from 'react-router';

const CHANNEL = 'cart';
const AT_MOST_EVERY_MS = 2_000;

/** Notifies other tabs when the cart has changed, and reloads when this tab becomes visible again. */
export function useTabSync(mark: string): void {
  const { revalidate } = useRevalidator();
  const known = useRef(mark);
  const channel = useRef<BroadcastChannel>(undefined);
  useEffect(() => {
    // Reloading while offline would replace the page by an error.
    const look = () => void (navigator.onLine && revalidate());
    let lookedAtMs = performance.now();
    const lookAgain = () => {
      if (document.visibilityState !== 'visible' || performance.now() - lookedAtMs < AT_MOST_EVERY_MS) return;
      lookedAtMs = performance.now();
      look();
    };
    const tabs = new BroadcastChannel(CHANNEL);
    channel.current = tabs;
    tabs.onmessage = ({ data }) => data !== known.current && look();
    document.addEventListener('visibilitychange', lookAgain);
    window.addEventListener('focus', lookAgain);
    return () => {
      tabs.close();
      document.removeEventListener('visibilitychange', lookAgain);
      window.removeEventListener('focus', lookAgain);
    };
  }, [revalidate]);
  useEffect(() => {
    known.current = mark;
    channel.current?.postMessage(mark);
  }, [mark]);
}

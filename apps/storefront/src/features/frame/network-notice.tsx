import { useEffect, useState, useSyncExternalStore } from 'react';
import { useNavigation } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';

/** Delay against flicker. */
const SLOW_AFTER_MS = 4_000;

function subscribe(tell: () => void): () => void {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
}

/** Reports that the network is down or slow, in an overlay, so that the layout does not shift. */
export function NetworkNotice() {
  const { frame } = useWords();
  const isOffline = useSyncExternalStore(
    subscribe,
    () => !navigator.onLine,
    () => false,
  );
  const isBusy = useNavigation().state !== 'idle';
  const isSlow = useIsLonger(isBusy, SLOW_AFTER_MS);
  const text = isOffline ? frame.offline : isSlow ? frame.slow : '';
  return (
    <>
      {isBusy && (
        <div aria-hidden="true" className="fixed inset-x-0 top-0 z-50 h-0.5 animate-pulse bg-accent" />
      )}
      <p
        role="alert"
        className="fixed inset-x-4 bottom-4 z-50 mx-auto max-w-xl rounded border border-l-4 border-warn bg-raised px-4 py-3 text-sm shadow-float empty:hidden"
      >
        {text}
      </p>
    </>
  );
}

function useIsLonger(isOn: boolean, afterMs: number): boolean {
  const [isLonger, setLonger] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    const timer = setTimeout(() => setLonger(true), afterMs);
    return () => {
      clearTimeout(timer);
      setLonger(false);
    };
  }, [isOn, afterMs]);
  return isLonger;
}

import { useEffect, useRef, useState } from 'react';
import type { useFetcher } from 'react-router';
import type { CheckoutAnswer } from './answer.ts';

/** True when what an answer complained of was put right since, by fields that were kept without a button. */
export function useMended(
  kept: ReturnType<typeof useFetcher<CheckoutAnswer>>,
  answer: CheckoutAnswer | undefined,
): boolean {
  const latest = useRef(answer);
  const [mended, setMended] = useState<CheckoutAnswer>();
  useEffect(() => {
    latest.current = answer;
  }, [answer]);
  useEffect(() => {
    if (kept.data && !kept.data.faults && !kept.data.trouble) setMended(latest.current);
  }, [kept.data]);
  return answer !== undefined && answer === mended;
}

import { useEffect, useRef, useState } from 'react';
import type { useFetcher } from 'react-router';
import type { CheckoutAnswer } from './answer.ts';

/** True when the reported errors have since been corrected by fields that were submitted automatically. */
export function useCorrected(
  kept: ReturnType<typeof useFetcher<CheckoutAnswer>>,
  answer: CheckoutAnswer | undefined,
): boolean {
  const latest = useRef(answer);
  const [mended, setMended] = useState<CheckoutAnswer>();
  useEffect(() => {
    latest.current = answer;
  }, [answer]);
  useEffect(() => {
    if (kept.data && !kept.data.faults && !kept.data.issue) setMended(latest.current);
  }, [kept.data]);
  return answer !== undefined && answer === mended;
}

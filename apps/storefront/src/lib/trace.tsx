import { createContext, type ReactNode, use } from 'react';

const Trace = createContext('');

/** The trace id of the response that this page came with. */
export function TraceProvider({ traceId, children }: { traceId: string; children: ReactNode }) {
  return <Trace value={traceId}>{children}</Trace>;
}

export const useTrace = (): string => use(Trace);

import { createContext, type ReactNode, use } from 'react';

const Trace = createContext('');

/** Under which reference the server knows the answer that this page came with. */
export function TraceProvider({ traceId, children }: { traceId: string; children: ReactNode }) {
  return <Trace value={traceId}>{children}</Trace>;
}

export const useTrace = (): string => use(Trace);

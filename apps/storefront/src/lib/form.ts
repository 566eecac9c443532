import { data } from 'react-router';
import { fieldText } from './field-text.ts';
import { type Answer, problemOf } from './problem.ts';

/** Why a field was refused; the messages are in the texts. */
export type Fault = 'missing' | 'invalid' | 'taken' | 'wrong';

/** A refused form: its values except passwords, and the faults. */
export interface Refusal {
  values: Record<string, string>;
  faults: Record<string, Fault>;
  /** Stable code of an error of the whole form. */
  code: string | null;
  /** Seconds until it can be retried. */
  waitS: number | null;
}

interface Answered<T> {
  answer: Answer<T>;
  values: Record<string, string>;
  fields: readonly string[];
}

export const textOf = (form: FormData, name: string): string => fieldText(form, name).trim();

/** The empty fields. */
export const missingIn = (values: Record<string, string>): Record<string, Fault> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value.trim() === '')
      .map(([name]) => [name, 'missing' as const]),
  );

export const hasFaults = (faults: Record<string, Fault>): boolean => Object.keys(faults).length > 0;

export const refuse = (values: Record<string, string>, faults: Record<string, Fault>) =>
  data<Refusal>({ values, faults, code: null, waitS: null }, { status: 400 });

/** The faults reported by the API, by field. */
export function refusedBy<T>({ answer, values, fields }: Answered<T>, byCode: Record<string, string> = {}) {
  const problem = problemOf(answer);
  const errors: { code: string; field?: string }[] = problem.errors ?? [];
  const named = errors.flatMap(({ field, code }) =>
    field !== undefined && fields.includes(field) ? [[field, faultOf(code)] as const] : [],
  );
  const own = byCode[problem.code];
  const faults = Object.fromEntries([...named, ...(own ? [[own, faultOf(problem.code)] as const] : [])]);
  const waitS = Number(answer.response.headers.get('retry-after') ?? Number.NaN);
  return data<Refusal>(
    {
      ...{ values, faults },
      code: hasFaults(faults) ? null : problem.code,
      waitS: Number.isFinite(waitS) ? waitS : null,
    },
    { status: problem.status },
  );
}

function faultOf(code: string): Fault {
  if (code === 'user.email_taken') return 'taken';
  if (code === 'password.wrong') return 'wrong';
  return 'invalid';
}

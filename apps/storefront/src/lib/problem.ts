import type { Schema } from '@tradepost/api-client';
import { data } from 'react-router';

export type Problem = Omit<Schema<'Problem'>, 'errors'> & {
  errors?: { code: string; in?: string; field?: string; detail?: string }[];
} & Record<string, unknown>;

/** A problem response of the API, with its stable `code`. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The response body. @throws ApiError */
export function unwrap<T>({ data: body, error, response }: Answer<T>): NonNullable<T> {
  if (response.ok) return body as NonNullable<T>;
  throw new ApiError(toProblem(error, response.status));
}

/** The response body, or the "not found" page, for what can't be an id or slug, too. @throws ApiError */
export function found<T>(answer: Answer<T>): NonNullable<T> {
  const { status } = answer.response;
  if (status === 404 || (status === 400 && isAboutPath(problemOf(answer)))) throw data(null, { status: 404 });
  return unwrap(answer);
}

const isAboutPath = ({ errors = [] }: Problem): boolean => errors.some((one) => one.in === 'params');

/** The problem of an error response. */
export const problemOf = <T>({ error, response }: Answer<T>): Problem => toProblem(error, response.status);

function toProblem(error: unknown, status: number): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as Problem;
  return {
    ...{ type: 'about:blank', title: 'Error', status, detail: '', instance: '', traceId: '' },
    code: 'answer.unreadable',
  };
}

import type { Codec } from '@tradepost/rpc';

export type Question = { text: string; waitMs: number };

/** Any codec will do here; services use the generated ones. */
const json: Codec<Question, Question> = {
  encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Question,
};

/** A service of one method. */
export const questions = {
  fullName: 'test.v1.Questions',
  methods: { ask: { name: 'Ask', requestType: json, responseType: json, options: {} } },
} as const;

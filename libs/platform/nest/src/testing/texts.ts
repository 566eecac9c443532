import type { Codec } from '@tradepost/rpc';

export interface Text {
  readonly text: string;
}

/** Any codec will do here; services use the generated ones. */
const json: Codec<Text, Text> = {
  encode: (message) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
  decode: (reader) => JSON.parse(reader.rest().toString('utf8')) as Text,
};

/** A service of two methods. */
export const texts = {
  fullName: 'shop.texts.v1.TextService',
  methods: {
    one: { name: 'One', requestType: json, responseType: json, options: {} },
    two: { name: 'Two', requestType: json, responseType: json, options: {} },
  },
} as const;

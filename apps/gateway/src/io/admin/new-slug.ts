import { SLUG_LENGTH } from '@tradepost/contracts/limits';
import { type Static, Type } from 'typebox';
import { shape } from '../http/schema.ts';

export const NewSlug = shape({
  slug: Type.String({
    minLength: 1,
    maxLength: SLUG_LENGTH,
    description: 'Lower-case letters and digits of any script, and single dashes',
  }),
  takeOver: Type.Optional(
    Type.Boolean({
      description: 'Take it even if it redirects to another one now, which then ends',
    }),
  ),
});
export type NewSlug = Static<typeof NewSlug>;

import {
  type ConfigOf,
  databaseSettings,
  defineConfig,
  devSecret,
  grpcSettings,
  integer,
  secret,
  serviceSettings,
  text,
} from '@tradepost/config';

export const userConfig = defineConfig({
  ...serviceSettings,
  ...grpcSettings,
  ...databaseSettings,
  TOKEN_KEY_SECRET: devSecret('encrypts the keys that access tokens are signed with'),
  REFRESH_TOKEN_SECRET: devSecret('authenticates refresh tokens; changing it signs everybody out'),
  FIRST_ADMIN_EMAIL: text({
    default: '',
    doc: 'makes an administrator at start while there is none; empty: does not',
  }),
  FIRST_ADMIN_PASSWORD: secret({
    default: '',
    doc: 'password of that first administrator; change it after the first sign-in',
  }),
  ACCESS_TOKEN_TTL_S: integer({ default: 900, min: 1, max: 900, doc: 'seconds that an access token lives' }),
  SESSION_TTL_S: integer({
    default: 30 * 86_400,
    min: 60,
    doc: 'seconds without use after which a device is signed out',
  }),
  SIGNING_KEY_TTL_S: integer({
    default: 30 * 86_400,
    min: 3_600,
    doc: 'seconds after which a new signing key takes over',
  }),
});

export type UserConfig = ConfigOf<typeof userConfig>;

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
import { mailSettings } from '@tradepost/mail';

export const userConfig = defineConfig({
  ...serviceSettings,
  ...grpcSettings,
  ...databaseSettings,
  ...mailSettings,
  TOKEN_KEY_SECRET: devSecret('encrypts the keys that access tokens are signed with'),
  REFRESH_TOKEN_SECRET: devSecret('authenticates refresh tokens; changing it signs everybody out'),
  ACCOUNT_TOKEN_SECRET: devSecret('makes the links in mails that confirm an address or set a password'),
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
  VERIFY_EMAIL_TTL_S: integer({
    default: 48 * 3_600,
    min: 60,
    doc: 'seconds that the link in a mail that confirms an address is good',
  }),
  RESET_PASSWORD_TTL_S: integer({
    default: 3_600,
    min: 60,
    max: 86_400,
    doc: 'seconds that the link in a mail that sets a new password is good',
  }),
  SIGNING_KEY_TTL_S: integer({
    default: 30 * 86_400,
    min: 3_600,
    doc: 'seconds after which a new signing key takes over',
  }),
});

export type UserConfig = ConfigOf<typeof userConfig>;

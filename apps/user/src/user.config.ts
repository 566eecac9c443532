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
  TOKEN_KEY_SECRET: devSecret('encrypts the signing keys of access tokens'),
  REFRESH_TOKEN_SECRET: devSecret('signs refresh tokens; changing it ends all sessions'),
  ACCOUNT_TOKEN_SECRET: devSecret('signs the links that confirm an e-mail address or set a password'),
  FIRST_ADMIN_EMAIL: text({
    default: '',
    doc: 'e-mail address of the first administrator, created at start while there is none; empty: none',
  }),
  FIRST_ADMIN_PASSWORD: secret({
    default: '',
    doc: 'password of that first administrator; change it after the first sign-in',
  }),
  ACCESS_TOKEN_TTL_S: integer({
    default: 900,
    min: 1,
    max: 900,
    doc: 'lifetime of an access token in seconds',
  }),
  SESSION_TTL_S: integer({
    default: 30 * 86_400,
    min: 60,
    doc: 'seconds without use after which a session ends',
  }),
  VERIFY_EMAIL_TTL_S: integer({
    default: 48 * 3_600,
    min: 60,
    doc: 'lifetime in seconds of the link that confirms an e-mail address',
  }),
  RESET_PASSWORD_TTL_S: integer({
    default: 3_600,
    min: 60,
    max: 86_400,
    doc: 'lifetime in seconds of the link that sets a new password',
  }),
  SIGNING_KEY_TTL_S: integer({
    default: 30 * 86_400,
    min: 3_600,
    doc: 'seconds after which a new signing key is used',
  }),
});

export type UserConfig = ConfigOf<typeof userConfig>;

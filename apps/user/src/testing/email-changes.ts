import { sql } from '@tradepost/database';
import { CONFIG } from '@tradepost/nest';
import { v7 } from 'uuid';
import type { TokenPurpose } from '../domain/account-token.ts';
import type { User } from '../domain/user.ts';
import { ChangeEmail } from '../flows/change-email.ts';
import { ChangePassword } from '../flows/change-password.ts';
import { ConfirmEmail } from '../flows/confirm-email.ts';
import { ForgottenPassword } from '../flows/forgotten-password.ts';
import { EmailChangeStore, LinkTokens, UserStore } from '../flows/ports.ts';
import { Register } from '../flows/register.ts';
import { Sessions } from '../flows/sessions.ts';
import { SignIn } from '../flows/sign-in.ts';
import { accountMail } from '../io/account-mail.worker.ts';
import { AccountsController } from '../io/accounts.controller.ts';
import { EmailChangesController } from '../io/email-changes.controller.ts';
import type { UserConfig } from '../user.config.ts';
import type { TestedUser } from './user-service.ts';

export const password = 'correct horse battery';
export const HOUR_MS = 3_600_000;
export const anAddress = () => `${v7()}@example.com`;

export interface Asked {
  email: string | undefined;
  currentPassword?: string;
  sessionId?: string;
  idempotencyKey?: string;
}

interface MailRow {
  kind: string;
  facts: { tokenId: string; undo?: string };
}

/** The code of a refusal, or `done`. */
export const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => 'done',
    (error: { code?: string; reason?: string }) => error.code ?? error.reason,
  );
export const codesOf = async (callers: number, work: () => Promise<unknown>) =>
  (await Promise.all(Array.from({ length: callers }, () => codeOf(work())))).sort();

/** What specs about e-mail addresses ask of the user service. */
export function emailChanges({ app, db }: TestedUser) {
  const flow = app.get(ChangeEmail);
  const register = app.get(Register);
  const confirming = app.get(ConfirmEmail);
  const signIn = app.get(SignIn);
  const links = app.get(LinkTokens);
  const compose = accountMail(db, links, app.get<UserConfig>(CONFIG));

  const mailsTo = (email: string, kind?: string) =>
    db.query<MailRow>(
      sql`SELECT kind, facts FROM mails
          WHERE recipient = ${email} AND (${kind ?? null}::text IS NULL OR kind = ${kind ?? null})
          ORDER BY created_at, id`,
    );
  const linkTo = async (email: string, kind: string, purpose = kind as TokenPurpose) =>
    links.issue((await mailsTo(email, kind)).at(-1)?.facts.tokenId ?? '', purpose);
  const aUser = () => register.run({ email: anAddress(), password, name: 'Ada' });

  return {
    ...{ flow, register, confirming, signIn, mailsTo, linkTo, aUser },
    store: app.get(EmailChangeStore),
    users: app.get(UserStore),
    sessions: app.get(Sessions),
    changing: app.get(ChangePassword),
    forgotten: app.get(ForgottenPassword),
    changes: app.get(EmailChangesController),
    /** A user whose address is confirmed. */
    verified: async () => {
      const user = await aUser();
      return confirming.confirm(await linkTo(user.email, 'verify-email'));
    },
    ask: async ({ id: userId }: User, { email, ...more }: Asked) => {
      const proof = { currentPassword: password, sessionId: '', idempotencyKey: '' };
      return (await app.get(AccountsController).updateProfile({ userId, email, ...proof, ...more })).user;
    },
    me: async ({ id: userId }: User) => (await app.get(AccountsController).getUser({ userId })).user,
    kindsTo: async (email: string) => (await mailsTo(email)).map(({ kind }) => kind),
    confirm: async (email: string) => flow.confirm(await linkTo(email, 'change-email')),
    signInAs: (email: string, typed = password) => codeOf(signIn.run(email, typed)),
    compose: async (to: string, kind: string, locale: 'en' | 'de') => {
      const facts = { ...(await mailsTo(to, kind)).at(-1)?.facts };
      return compose({ id: v7(), kind, to, locale, facts, attempts: 1, traceId: undefined });
    },
  };
}

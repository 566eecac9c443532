import { v7 } from 'uuid';
import type { Role } from './domain/user.ts';
import { Register } from './flows/register.ts';
import { DomainError } from '@tradepost/decision';
import { Argon2Passwords } from './io/argon2-passwords.ts';
import { UserDatabase } from './io/user-database.ts';
import { PostgresUserStore } from './io/user.store.ts';
import { userConfig } from './user.config.ts';

// Demo accounts: printed at start, and never created in production.
const ACCOUNTS: readonly { email: string; password: string; name: string; roles: readonly Role[] }[] = [
  {
    email: 'admin@tradepost.example',
    password: 'admin-demo-password',
    name: 'Ada Admin',
    roles: ['admin', 'staff'],
  },
  { email: 'staff@tradepost.example', password: 'staff-demo-password', name: 'Sam Staff', roles: ['staff'] },
  {
    email: 'customer@tradepost.example',
    password: 'customer-demo-password',
    name: 'Cleo Customer',
    roles: ['customer'],
  },
];

const config = userConfig.parse(process.env);
if (config.NODE_ENV === 'production')
  throw new Error('demo accounts are not created with NODE_ENV=production');
const db = new UserDatabase({ url: config.DATABASE_URL, max: 1, applicationName: 'user-seed' });
const register = new Register(
  new PostgresUserStore(db),
  new Argon2Passwords(),
  { now: () => new Date() },
  { next: () => v7() },
  // Demo accounts get no mails.
  undefined,
);
for (const account of ACCOUNTS)
  await register.run(account).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === 'user.email_taken')) throw error;
  });
await db.close();
process.stdout.write(
  `${JSON.stringify({ accounts: ACCOUNTS.map(({ email, password, roles }) => ({ email, password, role: roles[0] })) })}\n`,
);

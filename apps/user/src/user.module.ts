import { Module } from '@nestjs/common';
import { MailWorker } from '@tradepost/mail';
import { MessagingModule, PlatformModule, startWithApp } from '@tradepost/nest';
import { AddressBook } from './flows/address-book.ts';
import { ChangeEmail } from './flows/change-email.ts';
import { ChangePassword } from './flows/change-password.ts';
import { ConfirmEmail } from './flows/confirm-email.ts';
import { FirstAdmin } from './flows/first-admin.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { SignIn } from './flows/sign-in.ts';
import { AccountMailWorker } from './io/account-mail.worker.ts';
import { AccountsController } from './io/accounts.controller.ts';
import { AddressesController } from './io/addresses.controller.ts';
import { EmailChangesController } from './io/email-changes.controller.ts';
import { FirstAdminWorker } from './io/first-admin.worker.ts';
import { KeyRotation } from './io/key-rotation.worker.ts';
import { JwtSigner } from './io/jwt-signer.ts';
import { OperationsController } from './io/operations.controller.ts';
import { PasswordsController } from './io/passwords.controller.ts';
import { RevocationStore } from './io/revocation.store.ts';
import { RevocationsController } from './io/revocations.controller.ts';
import { SessionsController } from './io/sessions.controller.ts';
import { SigningKeys } from './io/signing-keys.ts';
import { UserDatabase } from './io/user-database.ts';
import { userProviders } from './io/user-providers.ts';
import { UserMetrics } from './io/user.metrics.ts';
import { UserRetention } from './io/user-retention.ts';
import { UserWrites } from './io/user-writes.ts';
import { userConfig } from './user.config.ts';

const flows = [
  AddressBook,
  ChangeEmail,
  ChangePassword,
  ConfirmEmail,
  FirstAdmin,
  ForgottenPassword,
  Register,
  Sessions,
  SignIn,
];

const workers = [
  FirstAdminWorker,
  KeyRotation,
  { provide: MailWorker, useClass: AccountMailWorker },
  startWithApp(MailWorker),
];

@Module({
  imports: [
    PlatformModule.forRoot({
      ...{ name: 'user', config: userConfig, database: UserDatabase },
      callers: ['gateway'],
    }),
    MessagingModule.forRoot({ publishesEvents: false }),
  ],
  controllers: [
    AccountsController,
    AddressesController,
    EmailChangesController,
    OperationsController,
    PasswordsController,
    RevocationsController,
    SessionsController,
  ],
  providers: [
    ...flows,
    ...workers,
    ...userProviders,
    JwtSigner,
    RevocationStore,
    SigningKeys,
    UserMetrics,
    UserRetention,
    UserWrites,
  ],
})
export class UserModule {}

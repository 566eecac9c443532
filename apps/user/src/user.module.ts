import { Module } from '@nestjs/common';
import { MailWorker } from '@tradepost/mail';
import { MessagingModule, PlatformModule, startWithApp } from '@tradepost/nest';
import { AddressBook } from './flows/address-book.ts';
import { ChangePassword } from './flows/change-password.ts';
import { ConfirmEmail } from './flows/confirm-email.ts';
import { FirstAdmin } from './flows/first-admin.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { SignIn } from './flows/sign-in.ts';
import { AccountMailWorker } from './io/account-mails.ts';
import { FirstAdminWorker } from './io/first-admin.worker.ts';
import { KeyRotation } from './io/key-rotation.worker.ts';
import { OperationsController } from './io/operations.controller.ts';
import { SessionSweeper } from './io/session-sweeper.worker.ts';
import { SigningKeys } from './io/signing-keys.ts';
import { JwtSigner } from './io/token-signer.ts';
import { UserDatabase } from './io/user-database.ts';
import { userPorts } from './io/user-ports.ts';
import { UserWrites } from './io/user-writes.ts';
import { UserController } from './io/user.controller.ts';
import { userConfig } from './user.config.ts';

const flows = [
  AddressBook,
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
  SessionSweeper,
  { provide: MailWorker, useClass: AccountMailWorker },
  startWithApp(MailWorker),
];

@Module({
  imports: [
    PlatformModule.forRoot({ name: 'user', config: userConfig, database: UserDatabase }),
    MessagingModule.forRoot({ publishesEvents: false }),
  ],
  controllers: [OperationsController, UserController],
  providers: [...flows, ...workers, ...userPorts, JwtSigner, SigningKeys, UserWrites],
})
export class UserModule {}

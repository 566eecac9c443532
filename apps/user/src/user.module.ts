import { Module } from '@nestjs/common';
import { operationsProvider } from '@tradepost/messaging';
import { v7 } from 'uuid';
import { AddressBook } from './flows/address-book.ts';
import { ChangePassword } from './flows/change-password.ts';
import { ConfirmEmail } from './flows/confirm-email.ts';
import { ForgottenPassword } from './flows/forgotten-password.ts';
import { FirstAdmin } from './flows/first-admin.ts';
import { Clock, Ids } from './flows/ports.ts';
import { Register } from './flows/register.ts';
import { Sessions } from './flows/sessions.ts';
import { SignIn } from './flows/sign-in.ts';
import { accountMails } from './io/account-mails.ts';
import { FirstAdminWorker } from './io/first-admin.worker.ts';
import { KeyedDeeds } from './io/keyed-deeds.ts';
import { userPorts } from './io/user-ports.ts';
import { UserGrpc } from './io/user.grpc.ts';

@Module({
  providers: [
    operationsProvider,
    UserGrpc,
    Register,
    ConfirmEmail,
    ForgottenPassword,
    ChangePassword,
    FirstAdmin,
    FirstAdminWorker,
    SignIn,
    Sessions,
    KeyedDeeds,
    AddressBook,
    ...userPorts,
    accountMails,
    { provide: Clock, useValue: { now: () => new Date() } satisfies Clock },
    { provide: Ids, useValue: { next: () => v7() } satisfies Ids },
  ],
})
export class UserModule {}

import { Inject, Injectable } from '@nestjs/common';
import { MailWorker } from '@tradepost/mail';
import { IdempotentWrites, type KeyedWrite } from '@tradepost/messaging';
import { AddressBook } from '../flows/address-book.ts';
import { ChangeEmail } from '../flows/change-email.ts';
import { EndSessions } from '../flows/end-sessions.ts';
import { Clock, type EmailChangeStore, Ids, type UserStore } from '../flows/ports.ts';
import { UpdateProfile } from '../flows/update-profile.ts';
import { PostgresEmailChangeStore } from './email-change.store.ts';
import { PostgresAddressStore } from './address.store.ts';
import { PostgresSessionStore } from './session.store.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';
import { PostgresUserStore } from './user.store.ts';

/** Flows that share one transaction. */
export interface TransactionFlows {
  readonly addresses: AddressBook;
  readonly profile: UpdateProfile;
  readonly users: UserStore;
  readonly ending: EndSessions;
  readonly emailChanges: EmailChangeStore;
}

/** Changes that take effect once per idempotency key, together with their response. */
@Injectable()
export class UserWrites {
  private readonly writes: IdempotentWrites<UserTransaction>;

  constructor(
    db: UserDatabase,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly changing: ChangeEmail,
    @Inject(MailWorker) private readonly mails: Pick<MailWorker, 'notify'>,
  ) {
    this.writes = new IdempotentWrites(db, db.withPrisma);
  }

  /** @throws DomainError `idempotency.mismatch` */
  once<Request, Response>(
    write: KeyedWrite<Request, Response>,
    work: (flows: TransactionFlows) => Promise<Response>,
  ): Promise<Response> {
    return this.writes.transaction(write, (tx) => work(this.flowsIn(tx)));
  }

  private flowsIn(tx: UserTransaction): TransactionFlows {
    const users = new PostgresUserStore(tx);
    const emailChanges = new PostgresEmailChangeStore(tx, this.mails);
    return {
      users,
      ending: new EndSessions(new PostgresSessionStore(tx), this.clock),
      addresses: new AddressBook(new PostgresAddressStore(tx), this.ids),
      profile: new UpdateProfile(users, emailChanges, this.changing),
      emailChanges,
    };
  }
}

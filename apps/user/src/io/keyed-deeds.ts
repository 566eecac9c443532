import { Injectable } from '@nestjs/common';
import { idempotent, requestHash } from '@tradepost/messaging';
import { AddressBook } from '../flows/address-book.ts';
import { ConfirmEmail } from '../flows/confirm-email.ts';
import { EndSessions } from '../flows/end-sessions.ts';
import { Clock, Ids, type UserStore } from '../flows/ports.ts';
import { UpdateProfile } from '../flows/update-profile.ts';
import { PostgresAddressStore } from './address.store.ts';
import { PostgresSessionStore } from './session.store.ts';
import { UserDatabase, type UserTransaction } from './user-database.ts';
import { PostgresUserStore } from './user.store.ts';

type Message<T> = { encode(message: T): { finish(): Uint8Array }; decode(bytes: Uint8Array): T };

/** Who does what: keys of one person, or of one deed, never answer another. */
export type Deed = { readonly name: string; readonly actor: string };

/** The flows, all of them on one transaction. */
export type Desk = {
  readonly book: AddressBook;
  readonly profile: UpdateProfile;
  readonly users: UserStore;
  readonly ending: EndSessions;
};

/** Changes that are done once per key: the deed and its answer are one transaction. */
@Injectable()
export class KeyedDeeds {
  constructor(
    private readonly db: UserDatabase,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly confirming: ConfirmEmail,
  ) {}

  /** @throws DomainError `idempotency.mismatch` and whatever the deed throws, which leaves the key free */
  once<Request extends { idempotencyKey: string }, Response>(
    { name, actor }: Deed,
    request: Request,
    [asked, answered]: readonly [Message<Request>, Message<Response>],
    work: (desk: Desk) => Promise<Response>,
  ): Promise<Response> {
    const hash = requestHash(asked.encode({ ...request, idempotencyKey: '' }).finish());
    const key = { scope: `${name}:${actor}`, key: request.idempotencyKey, requestHash: hash };
    const codec = {
      encode: (response: Response) => answered.encode(response).finish(),
      decode: (bytes: Uint8Array) => answered.decode(bytes),
    };
    return idempotent(this.db.withPrisma, key, codec, (tx) => work(this.desk(tx)));
  }

  private desk(tx: UserTransaction): Desk {
    const users = new PostgresUserStore(tx);
    return {
      users,
      ending: new EndSessions(new PostgresSessionStore(tx), this.clock),
      book: new AddressBook(new PostgresAddressStore(tx), this.ids),
      profile: new UpdateProfile(users, this.confirming),
    };
  }
}

import { Injectable } from '@nestjs/common';
import { Type } from 'typebox';
import { route, Routes } from '../http/route.ts';
import { SavedAddress, Session, toSavedAddress, toSession, toUser, User } from '../shapes/account.ts';
import { Email } from '../shapes/order.ts';
import { Address, Id, Locale, shape, words } from '../shapes/shared.ts';
import { fromAddress } from '../shapes/shared-mapping.ts';
import { present } from './cart.routes.ts';
import { Neighbours } from './neighbours.ts';

const AddressId = shape({ id: Id });
const NewAddress = shape({ address: Address, isDefault: Type.Optional(Type.Boolean()) });

@Injectable()
export class AccountRoutes extends Routes {
  override readonly routes;

  constructor({ user }: Neighbours) {
    super();
    const about = { tag: 'account', access: 'user' } as const;
    this.routes = [
      route({
        ...about,
        method: 'GET',
        path: '/me',
        summary: 'Your account',
        isConditional: true,
        answers: { 200: User },
        handle: async ({ identity }) =>
          toUser(present((await user.getUser({ userId: present(identity).userId })).user)),
      }),
      route({
        ...about,
        method: 'PATCH',
        path: '/me',
        summary: 'Changes name, e-mail or language; a new address is asked to be confirmed',
        isConditional: true,
        body: shape({
          name: Type.Optional(words(200)),
          email: Type.Optional(Email),
          locale: Type.Optional(Locale),
        }),
        answers: { 200: User },
        handle: async ({ identity, body, expectedVersion, idempotencyKey }) => {
          const { userId } = present(identity);
          const changed = await user.updateProfile({
            userId,
            name: body.name,
            email: body.email,
            locale: body.locale,
            expectedVersion,
            idempotencyKey,
          });
          return toUser(present(changed.user));
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/me/addresses',
        summary: 'Your address book',
        answers: { 200: shape({ items: Type.Array(SavedAddress) }) },
        handle: async ({ identity }) => ({
          items: (await user.listAddresses({ userId: present(identity).userId })).addresses.map(
            toSavedAddress,
          ),
        }),
      }),
      route({
        ...about,
        method: 'POST',
        path: '/me/addresses',
        summary: 'Adds an address',
        body: NewAddress,
        answers: { 201: SavedAddress },
        handle: async ({ identity, body, idempotencyKey }, reply) => {
          const { userId } = present(identity);
          const added = await user.addAddress({
            userId,
            address: fromAddress(body.address),
            isDefault: body.isDefault ?? false,
            idempotencyKey,
          });
          reply.code(201);
          return toSavedAddress(present(added.address));
        },
      }),
      route({
        ...about,
        method: 'PUT',
        path: '/me/addresses/{id}',
        summary: 'Replaces an address',
        params: AddressId,
        body: NewAddress,
        answers: { 200: SavedAddress },
        handle: async ({ identity, params, body, idempotencyKey }) => {
          const { userId } = present(identity);
          const changed = await user.updateAddress({
            userId,
            addressId: params.id,
            address: fromAddress(body.address),
            isDefault: body.isDefault ?? false,
            idempotencyKey,
          });
          return toSavedAddress(present(changed.address));
        },
      }),
      route({
        ...about,
        method: 'DELETE',
        path: '/me/addresses/{id}',
        summary: 'Removes an address',
        params: AddressId,
        answers: { 204: null },
        handle: async ({ identity, params, idempotencyKey }, reply) => {
          const { userId } = present(identity);
          await user.removeAddress({ userId, addressId: params.id, idempotencyKey });
          reply.code(204);
        },
      }),
      route({
        ...about,
        method: 'GET',
        path: '/me/sessions',
        summary: 'Devices that are signed in',
        answers: { 200: shape({ items: Type.Array(Session) }) },
        handle: async ({ identity }) => {
          const { userId, sessionId } = present(identity);
          return {
            items: (await user.listSessions({ userId })).sessions.map((one) => toSession(one, sessionId)),
          };
        },
      }),
      route({
        ...about,
        method: 'DELETE',
        path: '/me/sessions',
        summary: 'Signs out everywhere',
        answers: { 204: null },
        handle: async ({ identity, idempotencyKey }, reply) => {
          const { userId } = present(identity);
          await user.revokeSessions({ userId, sessionId: '', idempotencyKey });
          reply.code(204);
        },
      }),
      route({
        ...about,
        method: 'DELETE',
        path: '/me/sessions/{id}',
        summary: 'Signs one device out',
        params: AddressId,
        answers: { 204: null },
        handle: async ({ identity, params, idempotencyKey }, reply) => {
          const { userId } = present(identity);
          await user.revokeSessions({ userId, sessionId: params.id, idempotencyKey });
          reply.code(204);
        },
      }),
    ];
  }
}

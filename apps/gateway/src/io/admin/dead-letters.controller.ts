import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ORDER_TEXT } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { DeadLetters } from '@tradepost/messaging';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body, Param, Query } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { DeadLetter, toDeadLetter } from '../shapes/operations.ts';
import { AnyPage, page, words } from '../shapes/shared.ts';

const ByLetterId = shape({ id: Type.String({ maxLength: 100 }) });
type ByLetterId = Static<typeof ByLetterId>;
const Letters = page(DeadLetter);
const Redriven = shape({ id: Type.String() });
const Discard = shape({ reason: words(ORDER_TEXT.reason) });
type Discard = Static<typeof Discard>;

/** They are in Redis, which all services share: no single service knows all of them. */
@ApiTags('admin')
@Access('staff')
@Controller('admin/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @Answers(200, Letters, 'Dead-lettered events, by service, oldest first')
  async list(@Query({ schema: AnyPage }) { limit, cursor }: AnyPage): Promise<Static<typeof Letters>> {
    const { items, next } = await orUnavailable(this.letters.list(limit, cursor || undefined));
    return { items: items.map(toDeadLetter), nextCursor: next ?? null };
  }

  @Get(':id')
  @Answers(200, DeadLetter, 'A dead letter')
  async get(@Param({ schema: ByLetterId }) { id }: ByLetterId): Promise<DeadLetter> {
    return toDeadLetter(await orUnavailable(this.letters.get(id)));
  }

  @Post(':id/redrive')
  @Answers(202, Redriven, 'Delivers a dead letter to its service again')
  async redrive(
    @Param({ schema: ByLetterId }) { id }: ByLetterId,
    @WriteOfStaff() { actorId, idempotencyKey }: StaffWrite,
  ): Promise<Static<typeof Redriven>> {
    await orUnavailable(this.letters.redrive(id, { actor: actorId, key: idempotencyKey }));
    return { id };
  }

  @Post(':id/discard')
  @Answers(204, null, 'Discards a dead letter, with the reason')
  async discard(
    @Param({ schema: ByLetterId }) { id }: ByLetterId,
    @Body({ schema: Discard }) { reason }: Discard,
    @WriteOfStaff() { actorId, idempotencyKey }: StaffWrite,
  ): Promise<void> {
    await orUnavailable(this.letters.discard(id, reason, { actor: actorId, key: idempotencyKey }));
  }
}

/** Redis being away is retryable, whatever error its client throws. */
function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    if (error instanceof DomainError) throw error;
    throw new RetryableError('unavailable', 'Redis does not answer', { cause: error });
  });
}

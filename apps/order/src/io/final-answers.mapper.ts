import { Injectable } from '@nestjs/common';
import { PlaceOrderResponse } from '@tradepost/contracts';
import { currentContext } from '@tradepost/observability';
import { encodeMessage } from '@tradepost/rpc';
import { FinalAnswers, type FinalAnswer } from '../flows/ports/final-answers.ts';
import { toWire } from './order.mapper.ts';

/** Answers as they are stored: without the guest's token, which is added whenever an answer is given. */
@Injectable()
export class WireFinalAnswers extends FinalAnswers {
  override encode(answer: FinalAnswer): Uint8Array {
    return encodeMessage(PlaceOrderResponse, { outcome: outcomeOf(answer), replayed: false });
  }
}

function outcomeOf(answer: FinalAnswer): PlaceOrderResponse['outcome'] {
  if (answer.kind === 'placed') return { $case: 'placed', placed: toWire(answer.order, answer.timeline) };
  const { code, message: detail, facts } = answer.error;
  const traceId = currentContext()?.traceId ?? '';
  return { $case: 'refused', refused: { code, detail, factsJson: JSON.stringify(facts), traceId } };
}

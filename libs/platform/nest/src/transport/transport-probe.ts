import { Controller } from '@nestjs/common';
import { MessagePattern, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

export const PROBE = 'tradepost.transport-probe';

/** Throws when a transport asks, so that the transport sees whether errors reach it as they were thrown. */
@Controller()
export class TransportProbe {
  // No transport is named, so Nest offers it to each of them.
  @MessagePattern(PROBE)
  fail(): never {
    throw new Error('thrown by the transport probe');
  }
}

/**
 * Without `inheritAppConfig` Nest ignores global filters, guards and pipes for a transport and turns every error of a
 * handler into `{ status: 'error' }`. That would make an internal error of each DomainError, so nothing may listen then.
 */
export async function checkThatErrorsArrive(probe: MessageHandler | undefined): Promise<void> {
  if (!probe) throw new Error('The transport has no probe. Import PlatformModule or TransportsModule.');
  const error = await probe({}, {}).then(
    (result: unknown) =>
      isObservable(result)
        ? lastValueFrom(result, { defaultValue: undefined }).catch((e: unknown) => e)
        : result,
    (e: unknown) => e,
  );
  if (isNestError(error)) {
    throw new Error(
      'Global filters do not reach this transport. ' +
        'Connect it by app.connectMicroservice({ strategy }, { inheritAppConfig: true }).',
    );
  }
}

const isNestError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 'error';

import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { ChangeEmail } from '../flows/change-email.ts';
import { Clock } from '../flows/ports.ts';
import { StorableText } from './storable-text.pipe.ts';
import { toWireUser } from './user.mapper.ts';
import { UserWrites } from './user-writes.ts';

/** What happens to a change of an e-mail address once it was requested with the profile. */
@GrpcController(wire.UserServiceDefinition, [
  'resendEmailChange',
  'cancelEmailChange',
  'confirmEmailChange',
  'stopEmailChange',
])
@UsePipes(StorableText)
export class EmailChangesController {
  constructor(
    private readonly changing: ChangeEmail,
    private readonly writes: UserWrites,
    private readonly clock: Clock,
  ) {}

  async resendEmailChange({
    userId,
  }: wire.ResendEmailChangeRequest): Promise<wire.ResendEmailChangeResponse> {
    await this.changing.resend(userId);
    return {};
  }

  cancelEmailChange(request: wire.CancelEmailChangeRequest): Promise<wire.CancelEmailChangeResponse> {
    const { userId } = request;
    const [requestType, responseType] = [wire.CancelEmailChangeRequest, wire.CancelEmailChangeResponse];
    const write = { operation: 'cancel-email-change', owner: userId, request, requestType, responseType };
    return this.writes.once(write, async ({ emailChanges }) => {
      await emailChanges.cancel(userId, this.clock.now());
      return {};
    });
  }

  async confirmEmailChange({
    token,
  }: wire.ConfirmEmailChangeRequest): Promise<wire.ConfirmEmailChangeResponse> {
    return { user: toWireUser(await this.changing.confirm(token)) };
  }

  async stopEmailChange({ token }: wire.StopEmailChangeRequest): Promise<wire.StopEmailChangeResponse> {
    const { email, isRestored: restored } = await this.changing.stop(token);
    return { email, restored };
  }
}

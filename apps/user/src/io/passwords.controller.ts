import { UsePipes } from '@nestjs/common';
import * as wire from '@tradepost/contracts';
import { GrpcController } from '@tradepost/nest';
import { ChangePassword } from '../flows/change-password.ts';
import { ForgottenPassword } from '../flows/forgotten-password.ts';
import { StorableText } from './storable-text.pipe.ts';

@GrpcController(wire.UserServiceDefinition, ['forgotPassword', 'resetPassword', 'changePassword'])
@UsePipes(StorableText)
export class PasswordsController {
  constructor(
    private readonly forgotten: ForgottenPassword,
    private readonly change: ChangePassword,
  ) {}

  async forgotPassword({ email, locale }: wire.ForgotPasswordRequest): Promise<wire.ForgotPasswordResponse> {
    await this.forgotten.request(email, locale || undefined);
    return {};
  }

  async resetPassword({ token, password }: wire.ResetPasswordRequest): Promise<wire.ResetPasswordResponse> {
    await this.forgotten.reset(token, password);
    return {};
  }

  async changePassword(request: wire.ChangePasswordRequest): Promise<wire.ChangePasswordResponse> {
    await this.change.run(request);
    return {};
  }
}

import { Module } from '@nestjs/common';
import { CartServiceDefinition, UserServiceDefinition } from '@tradepost/contracts';
import { GrpcClientsModule } from '@tradepost/nest';
import { AccountController } from './account.controller.ts';
import { AddressesController } from './addresses.controller.ts';
import { AuthController } from './auth.controller.ts';
import { CredentialsController, PasswordController } from './credentials.controller.ts';
import { JwksController } from './jwks.controller.ts';
import { SessionsController } from './sessions.controller.ts';
import { SignIn } from './sign-in.ts';

@Module({
  imports: [GrpcClientsModule.forFeature([UserServiceDefinition, CartServiceDefinition])],
  controllers: [
    AuthController,
    CredentialsController,
    AccountController,
    PasswordController,
    AddressesController,
    SessionsController,
    JwksController,
  ],
  providers: [SignIn],
})
export class AccountModule {}

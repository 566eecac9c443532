import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** The work is done, and the connection is to break before the reply. */
export class ReplyLost extends Error {
  override readonly name = 'ReplyLost';
}

@Catch(ReplyLost)
export class ReplyLostFilter implements ExceptionFilter<ReplyLost> {
  catch(_error: ReplyLost, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    reply.hijack();
    reply.raw.destroy();
  }
}

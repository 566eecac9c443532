import {
  type ArgumentMetadata,
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type PipeTransform,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Ctx, GrpcMethod, Payload } from '@nestjs/microservices';
import { DomainError } from '@tradepost/decision';
import { currentContext, newSpanId, newTraceId, runInContext } from '@tradepost/observability';
import type { Call } from '@tradepost/rpc';
import { waitFor } from '@tradepost/testing/waiting';
import { map, of } from 'rxjs';
import { closeAll, Echo, serve } from '../testing/serve-texts.ts';
import { type Text, texts } from '../testing/texts.ts';
import { GrpcController } from './grpc-controller.ts';

afterEach(closeAll);

@Injectable()
class OnlyTester implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { text } = context.switchToRpc().getData<Text>();
    return text !== 'secret' && context.switchToRpc().getContext<Call>().caller === 'tester';
  }
}

@Injectable()
class Louder implements NestInterceptor<Text, Text> {
  intercept(_context: ExecutionContext, next: CallHandler<Text>) {
    const { traceId } = currentContext() ?? {};
    return next
      .handle()
      .pipe(map(({ text }) => ({ text: `${text}! ${traceId === currentContext()?.traceId}` })));
  }
}

class Trim implements PipeTransform<Text, Text> {
  transform(value: Text): Text {
    return 'text' in value ? { text: value.text.trim() } : value;
  }
}

describe('a controller of a gRPC service', () => {
  it('is called with the request and the call, with or without parameter decorators', async () => {
    @GrpcController(texts)
    class Texts {
      async one({ text }: Text, call: Call): Promise<Text> {
        return { text: `${text} ${call.caller} ${call.traceId === currentContext()?.traceId}` };
      }

      async two(@Payload() { text }: Text, @Ctx() call: Call): Promise<Text> {
        return { text: `${text} ${call.caller}` };
      }
    }
    const { client } = await serve(Texts);
    expect(await client.one({ text: 'a' })).toEqual({ text: 'a tester true' });
    expect(await client.two({ text: 'b' })).toEqual({ text: 'b tester' });
  });

  it('has guards, pipes and interceptors around it, in the context of the call', async () => {
    @UseGuards(OnlyTester)
    @UsePipes(Trim)
    @UseInterceptors(Louder)
    @GrpcController(texts)
    class Texts {
      async one({ text }: Text): Promise<Text> {
        return { text };
      }

      two({ text }: Text) {
        return of({ text });
      }
    }
    const { client } = await serve(Texts);
    expect(await client.one({ text: ' a ' })).toEqual({ text: 'a! true' });
    expect(await client.two({ text: ' b ' })).toEqual({ text: 'b! true' });
    await expect(client.one({ text: 'secret' })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'auth.forbidden',
    });
  });

  it('takes the call through pipes only for methods that may ask for it', async () => {
    const piped: string[] = [];
    @UsePipes({
      transform: (value: unknown, { type }: ArgumentMetadata) => {
        piped.push(type);
        return value;
      },
    })
    @GrpcController(texts)
    class Texts {
      async one({ text }: Text): Promise<Text> {
        return { text };
      }

      async two(...[{ text }, { caller }]: [Text, Call]): Promise<Text> {
        return { text: `${text} ${caller}` };
      }
    }
    const { client } = await serve(Texts);
    expect(await client.one({ text: 'a' })).toEqual({ text: 'a' });
    expect(piped).toEqual(['body']);
    expect(await client.two({ text: 'b' })).toEqual({ text: 'b tester' });
    expect(piped).toHaveLength(3);
  });

  it('passes domain errors on and withholds the text of other errors', async () => {
    @GrpcController(texts)
    class Texts {
      async one(): Promise<Text> {
        throw new DomainError('missing', 'text.not_found', 'There is none.', { key: 'mug' });
      }

      two(): Text {
        throw new Error('a secret');
      }
    }
    const { client } = await serve(Texts);
    const error = await client.one({ text: '' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind: 'missing', code: 'text.not_found', facts: { key: 'mug' } });
    await expect(client.two({ text: '' })).rejects.toThrow('texts failed: status 13 internal error');
  });

  it('knows its deadline, and is aborted when it passes', async () => {
    let call: Call | undefined;
    @GrpcController(texts)
    class Texts {
      one(_request: Text, given: Call): Promise<Text> {
        call = given;
        return new Promise((done) => given.signal.addEventListener('abort', () => done({ text: '' })));
      }

      async two(): Promise<Text> {
        return { text: '' };
      }
    }
    const { client } = await serve(Texts);
    const impatient = { traceId: newTraceId(), spanId: newSpanId(), deadline: Date.now() + 200 };
    const asked = runInContext(impatient, () => client.one({ text: '' }));
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
    await waitFor(() => expect(call?.signal.aborted).toBe(true));
    expect(Math.abs((call?.deadline ?? 0) - impatient.deadline)).toBeLessThan(50);
  });

  it('may answer some methods of a service, if others answer the rest', async () => {
    @GrpcController(texts, ['one'])
    class FirstPart {
      async one({ text }: Text): Promise<Text> {
        return { text: `${text} by the first` };
      }
    }
    @GrpcController(texts, ['two'])
    class SecondPart {
      async two({ text }: Text): Promise<Text> {
        return { text: `${text} by the second` };
      }
    }
    const { client } = await serve([FirstPart, SecondPart]);
    expect(await client.one({ text: 'a' })).toEqual({ text: 'a by the first' });
    expect(await client.two({ text: 'b' })).toEqual({ text: 'b by the second' });
    await expect(serve(FirstPart)).rejects.toThrow('No controller answers shop.texts.v1.TextService/Two.');
    await expect(serve([FirstPart, Echo])).rejects.toThrow('Two controllers answer');
  });

  it('may be written with nothing but @GrpcMethod', async () => {
    @Controller()
    class Texts {
      @GrpcMethod('shop.texts.v1.TextService', 'One')
      async one({ text }: Text): Promise<Text> {
        return { text };
      }

      @GrpcMethod('shop.texts.v1.TextService', 'Two')
      async two({ text }: Text): Promise<Text> {
        return { text };
      }
    }
    const { client } = await serve(Texts, { services: [texts] });
    expect(await client.two({ text: 'b' })).toEqual({ text: 'b' });
  });

  it('runs between Nest’s processing hooks', async () => {
    const { transport, client } = await serve(Echo);
    const seen: unknown[] = [];
    transport.setOnProcessingStartHook((_id, context, done) => {
      seen.push((context as Call).caller);
      void done();
    });
    transport.setOnProcessingEndHook(() => seen.push('end'));
    await client.one({ text: '' });
    expect(seen).toEqual(['tester', 'end']);
  });

  it('must name all parameters or none', () => {
    expect(() => {
      @GrpcController(texts)
      class Texts {
        async one(@Payload() { text }: Text, call: Call): Promise<Text> {
          return { text: text + call.caller };
        }

        async two({ text }: Text): Promise<Text> {
          return { text };
        }
      }
      return Texts;
    }).toThrow('Texts.one: parameter 1 would be undefined.');
  });
});

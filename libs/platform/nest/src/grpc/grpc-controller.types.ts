// What must not compile. Checked by the type check alone.
import type { Call, Codec } from '@tradepost/rpc';
import { type ControllerOf, GrpcController } from './grpc-controller.ts';

interface Text {
  text: string;
}
declare const codec: Codec<Text, Text>;
const spec = {
  fullName: 'test.v1.Things',
  methods: {
    one: { name: 'One', requestType: codec, responseType: codec, options: {} },
    two: { name: 'Two', requestType: codec, responseType: codec, options: {} },
  },
} as const;

@GrpcController(spec)
export class Whole implements ControllerOf<typeof spec> {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }

  two({ text }: Text, call: Call): Text {
    return { text: text + call.caller };
  }
}

// @ts-expect-error a method is missing, even without `implements`
@GrpcController(spec)
export class Lacking {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }
}

// @ts-expect-error it answers something else
@GrpcController(spec)
export class Wrong {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }

  async two(): Promise<{ txt: string }> {
    return { txt: '' };
  }
}

// @ts-expect-error it asks for more than the contract brings
@GrpcController(spec)
export class Greedy {
  async one({ text }: Text & { more: string }): Promise<Text> {
    return { text };
  }

  async two({ text }: Text): Promise<Text> {
    return { text };
  }
}

// @ts-expect-error `implements` alone reports it as well
export class Half implements ControllerOf<typeof spec> {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }
}

@GrpcController(spec, ['one'])
export class Part implements ControllerOf<typeof spec, 'one'> {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }
}

// @ts-expect-error it lacks the method that it names
@GrpcController(spec, ['one', 'two'])
export class LackingPart {
  async one({ text }: Text): Promise<Text> {
    return { text };
  }
}

// @ts-expect-error the service has no such method
@GrpcController(spec, ['three'])
export class Unknown {
  async three({ text }: Text): Promise<Text> {
    return { text };
  }
}

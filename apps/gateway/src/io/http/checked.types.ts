// What must not compile. Read by the type check alone.
import { Answers } from './answers.ts';
import { Body, Param } from './checked.ts';
import { shape } from './schema.ts';
import { Id, Quantity } from '../shapes/shared.ts';

const Line = shape({ variantId: Id, quantity: Quantity });

export class Right {
  add(
    @Param({ schema: Line }) { quantity }: { quantity: number },
    @Body({ schema: Line }) line: unknown,
  ): unknown[] {
    return [quantity, line];
  }

  @Answers(200, Line, 'A line')
  async read(): Promise<{ variantId: string; quantity: number }> {
    return { variantId: '', quantity: 1 };
  }

  @Answers(201, Line, 'A line')
  @Answers(202, Line)
  async create(): Promise<{ variantId: string; quantity: number }> {
    return { variantId: '', quantity: 1 };
  }

  @Answers(204, null, 'Nothing')
  async remove(): Promise<void> {}
}

export class Wrong {
  // @ts-expect-error the schema gives a number
  otherType(@Body({ schema: Line }) { quantity }: { quantity: string }): string {
    return quantity;
  }

  // @ts-expect-error the schema has no such field
  moreFields(@Body({ schema: Line }) { note }: { quantity: number; note: string }): string {
    return note;
  }

  // @ts-expect-error quantity is missing in the answer
  @Answers(200, Line, 'A line')
  async lessThanDeclared(): Promise<{ variantId: string }> {
    return { variantId: '' };
  }

  // @ts-expect-error a 204 has no body
  @Answers(204, null, 'Nothing')
  async bodyOf204(): Promise<{ variantId: string }> {
    return { variantId: '' };
  }
}

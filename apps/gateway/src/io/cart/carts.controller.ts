import { Controller, Delete, Get, Patch, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Cart as WireCart, type CartAccess, CartServiceDefinition } from '@tradepost/contracts';
import { LINES, ORDER_TEXT } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { Access, type Identity } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { BASE_PATH } from '../http/base-path.ts';
import { Body, Param } from '../http/checked.ts';
import { Conditional } from '../http/conditional.ts';
import { Cookies } from '../http/cookies.ts';
import { CurrentUser } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { Cart, NewLine, ShippingOption, toCart, toShippingOption } from '../shapes/cart.ts';
import { Address, ById, Id, list, Quantity } from '../shapes/shared.ts';
import { fromAddress, present } from '../shapes/shared-mapping.ts';
import { Accessing, type CartChange, Changing, type NewCartOwner, Owning } from './cart-access.ts';

const LineIds = shape({ id: Id, lineId: Id });
type LineIds = Static<typeof LineIds>;
const NewCart = shape({ lines: Type.Optional(Type.Array(NewLine, { maxItems: LINES.cart })) });
type NewCart = Static<typeof NewCart>;
const NewQuantity = shape({ quantity: Quantity });
type NewQuantity = Static<typeof NewQuantity>;
const Choice = shape({
  shippingOptionId: Type.String({ minLength: 1, maxLength: ORDER_TEXT.shippingOptionId }),
});
type Choice = Static<typeof Choice>;
const ShippingOptions = list(ShippingOption);

/** Every change answers with the whole priced cart. */
@ApiTags('carts')
@Access('optional')
@Controller('carts')
export class CartsController {
  constructor(
    @InjectGrpc(CartServiceDefinition) private readonly carts: RpcClient<typeof CartServiceDefinition>,
    private readonly cookies: Cookies,
  ) {}

  @Post()
  @Conditional()
  @Answers(201, Cart, 'A new cart; a guest’s token comes with it, in the answer and as a cookie')
  async create(
    @Body({ schema: NewCart }) { lines = [] }: NewCart,
    @Owning() owner: NewCartOwner,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Cart> {
    const cart = present((await this.carts.createCart({ ...owner, lines })).cart);
    if (cart.token) this.cookies.setCart(reply, cart.token);
    reply.header('location', `${BASE_PATH}/carts/${cart.id}`);
    return toCart(cart, true);
  }

  @Get('current')
  @Access('user')
  @Conditional()
  @Answers(200, Cart, 'The signed-in user’s cart')
  async current(@CurrentUser() { userId }: Identity): Promise<Cart> {
    return answer(await this.carts.getCurrentCart({ userId }));
  }

  @Get(':id')
  @Conditional()
  @Answers(200, Cart, 'A cart with current prices')
  async get(@Param({ schema: ById }) { id }: ById, @Accessing() access: CartAccess): Promise<Cart> {
    return answer(await this.carts.getCart({ cartId: id, access }));
  }

  @Post(':id/lines')
  @Conditional()
  @Answers(200, Cart, 'Adds a variant; more than is in stock becomes an entry in problems')
  async addLine(
    @Param({ schema: ById }) { id: cartId }: ById,
    @Body({ schema: NewLine }) line: NewLine,
    @Changing() change: CartChange,
  ): Promise<Cart> {
    return answer(await this.carts.addLine({ cartId, ...change, ...line }));
  }

  @Patch(':id/lines/:lineId')
  @Conditional()
  @Answers(200, Cart, 'Changes a line’s quantity')
  async changeLine(
    @Param({ schema: LineIds }) { id: cartId, lineId }: LineIds,
    @Body({ schema: NewQuantity }) { quantity }: NewQuantity,
    @Changing() change: CartChange,
  ): Promise<Cart> {
    return answer(await this.carts.changeLine({ cartId, lineId, ...change, quantity }));
  }

  @Delete(':id/lines/:lineId')
  @Conditional()
  @Answers(200, Cart, 'Removes a line')
  async removeLine(
    @Param({ schema: LineIds }) { id: cartId, lineId }: LineIds,
    @Changing() change: CartChange,
  ): Promise<Cart> {
    return answer(await this.carts.removeLine({ cartId, lineId, ...change }));
  }

  @Put(':id/shipping-address')
  @Conditional()
  @Answers(200, Cart, 'Sets the shipping address')
  async setShippingAddress(
    @Param({ schema: ById }) { id: cartId }: ById,
    @Body({ schema: Address }) address: Address,
    @Changing() change: CartChange,
  ): Promise<Cart> {
    return answer(await this.carts.setShippingAddress({ cartId, ...change, address: fromAddress(address) }));
  }

  @Get(':id/shipping-options')
  @Answers(200, ShippingOptions, 'Shipping options, cheapest first')
  async shippingOptions(
    @Param({ schema: ById }) { id: cartId }: ById,
    @Accessing() access: CartAccess,
  ): Promise<Static<typeof ShippingOptions>> {
    const { options } = await this.carts.listShippingOptions({ cartId, access });
    return { items: options.map(toShippingOption) };
  }

  @Put(':id/shipping-option')
  @Conditional()
  @Answers(200, Cart, 'Chooses a shipping option')
  async chooseShippingOption(
    @Param({ schema: ById }) { id: cartId }: ById,
    @Body({ schema: Choice }) choice: Choice,
    @Changing() change: CartChange,
  ): Promise<Cart> {
    return answer(await this.carts.chooseShippingOption({ cartId, ...change, ...choice }));
  }
}

const answer = ({ cart }: { cart: WireCart | undefined }): Cart => toCart(present(cart));

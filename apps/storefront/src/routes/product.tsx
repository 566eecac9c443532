import { data, Form, redirect, useNavigation } from 'react-router';
import type { Route } from './+types/product';
import { Price } from '../features/catalogue/price.tsx';
import { useWords } from '../lib/text/text.tsx';
import { found, unwrap } from '../lib/problem.ts';
import { shopContext } from '../server/shop.ts';
import { Breadcrumbs } from '../ui/breadcrumbs.tsx';
import { Button } from '../ui/button.tsx';
import { Picture } from '../ui/picture.tsx';

export async function loader({ context, params: { slug } }: Route.LoaderArgs) {
  const { api } = context.get(shopContext);
  return { product: found(await api.GET('/api/v1/products/{slug}', { params: { path: { slug } } })) };
}

export async function action({ context, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const form = await request.formData();
  const cart = await shop.ownCart();
  const added = await shop.api.POST('/api/v1/carts/{id}/lines', {
    params: { path: { id: cart.id } },
    body: { variantId: String(form.get('variantId')), quantity: Number(form.get('quantity') ?? 1) },
  });
  if (added.response.status === 400) return data({ isInvalid: true }, { status: 400 });
  unwrap(added);
  return redirect('/cart');
}

export default function Product({ loaderData: { product } }: Route.ComponentProps) {
  const { catalogue, frame } = useWords();
  const isBusy = useNavigation().state !== 'idle';
  const variant = product.variants.find(({ available }) => available) ?? product.variants[0];
  const crumbs = [
    { name: frame.home, to: '/' },
    ...product.breadcrumbs.map(({ slug, name }) => ({ name, to: `/categories/${slug}` })),
    { name: product.title },
  ];
  return (
    <div className="wrap">
      <title>{`${product.title} · ${frame.shop}`}</title>
      <Breadcrumbs label={frame.breadcrumbs} crumbs={crumbs} />
      <div className="grid gap-8 md:grid-cols-2 lg:gap-16">
        <Picture image={product.images[0] ?? null} isFirst className="rounded" />
        <div className="grid content-start gap-4">
          <h1 className="text-xl">{product.title}</h1>
          {variant && (
            <>
              <p className="text-lg">
                <Price price={variant.price} compareAt={variant.compareAtPrice} />
              </p>
              <Form method="post">
                <input type="hidden" name="variantId" value={variant.id} />
                <Button isBusy={isBusy} disabled={!variant.available}>
                  {variant.available ? catalogue.addToCart : catalogue.soldOut}
                </Button>
              </Form>
            </>
          )}
        </div>
      </div>
    </div>
  );
}

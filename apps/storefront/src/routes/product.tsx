import { data, redirect, type ShouldRevalidateFunction, useSearchParams } from 'react-router';
import type { Route } from './+types/product';
import { BuyBox, type Refusal } from '../features/catalogue/buy-box.tsx';
import { choose, variantOf } from '../features/catalogue/choice.ts';
import { Gallery } from '../features/catalogue/gallery.tsx';
import { ProductText } from '../features/catalogue/product-text.tsx';
import { Shelf } from '../features/catalogue/shelf.tsx';
import { BreadcrumbData, ProductData } from '../features/catalogue/structured-data.tsx';
import type { Added } from '../lib/purchase/add-to-cart.ts';
import { PageHead } from '../lib/page-head.tsx';
import { shortened } from '../lib/shortened.ts';
import { ApiError, found, unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import { movedTo } from '../server/moved.ts';
import { postedForm } from '../server/posted-form.ts';
import { type Shop, shopContext } from '../server/shop.ts';
import { Breadcrumbs } from '../ui/breadcrumbs.tsx';

const RELATED = 4;

const productOf = async ({ api }: Shop, slug: string) =>
  found(await api.GET('/api/v1/products/{slug}', { params: { path: { slug } } }));

export async function loader({ context, params: { slug }, request }: Route.LoaderArgs) {
  const shop = context.get(shopContext);
  const product = await productOf(shop, slug);
  // A former slug, or the product's id.
  if (product.slug !== slug) throw movedTo(`/products/${product.slug}`, request);
  return { product, related: await relatedTo(shop, product) };
}

type Found = Awaited<ReturnType<typeof productOf>>;

/** Products of its category and its ancestors. The page works without them. */
async function relatedTo({ api, log }: Shop, { slug, breadcrumbs }: Found) {
  const beside = async (category: string) => {
    const query = { category, limit: RELATED + 1, inStock: true };
    return unwrap(await api.GET('/api/v1/products', { params: { query } })).items;
  };
  try {
    const near = await Promise.all(breadcrumbs.map((one) => beside(one.slug)));
    // From its own category first, then from its ancestors.
    const others = near
      .reverse()
      .flat()
      .filter((one) => one.slug !== slug);
    return [...new Map(others.map((one) => [one.id, one])).values()].slice(0, RELATED);
  } catch (err) {
    log.warn({ err }, 'related products could not be loaded');
    return [];
  }
}

/** Another variant or picture is another URL of the same product: nothing to load. */
export const shouldRevalidate: ShouldRevalidateFunction = (to) =>
  to.formMethod === undefined && to.currentUrl.pathname === to.nextUrl.pathname
    ? false
    : to.defaultShouldRevalidate;

/** `intent=add` with the options or `variantId`, and `quantity`. `answer=data`: returns the cart instead of a redirect. */
export async function action({ context, params: { slug }, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const form = await postedForm(request);
  const refuse = (refused: string, status: number) => data<Refusal>({ refused }, { status });
  const variant = variantOf(await productOf(shop, slug), form);
  if (!variant) return refuse('choice.impossible', 400);
  const quantity = Number(form.get('quantity') ?? 1);
  if (!Number.isInteger(quantity) || quantity < 1) return refuse('quantity.invalid', 400);
  try {
    const cart = await shop.ensureCart();
    const answer = await shop.api.POST('/api/v1/carts/{id}/lines', {
      params: { path: { id: cart.id } },
      body: { variantId: variant.id, quantity },
    });
    const added = unwrap(answer);
    return form.get('answer') === 'data'
      ? ({ added, variantId: variant.id } satisfies Added)
      : redirect('/cart');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    return refuse(error.code, error.status);
  }
}

export default function Product({ loaderData: { product, related }, actionData }: Route.ComponentProps) {
  const { catalogue, frame } = useWords();
  const [search] = useSearchParams();
  const choice = choose(product, search);
  const path = `/products/${product.slug}`;
  const crumbs = [
    { name: frame.home, to: '/' },
    ...product.breadcrumbs.map(({ slug, name }) => ({ name, to: `/categories/${slug}` })),
    { name: product.title },
  ];
  const refused = actionData && 'refused' in actionData ? actionData.refused : undefined;
  return (
    <div className="wrap">
      <PageHead
        title={product.title}
        description={shortened(product.description, 155)}
        path={path}
        image={product.images[0]}
        isPrivate={product.status === 'unlisted'}
        type="product"
      />
      <ProductData product={product} />
      <BreadcrumbData crumbs={[...crumbs.slice(0, -1), { name: product.title, to: path }]} />
      <Breadcrumbs label={frame.breadcrumbs} crumbs={crumbs} />
      <div className="grid gap-8 md:grid-cols-2 lg:grid-cols-[7fr_5fr] lg:gap-16">
        <Gallery images={product.images} variantImage={choice.variant?.imageUrl ?? null} />
        <div className="grid content-start gap-6">
          <div className="grid gap-1">
            {product.vendor && <p className="text-sm text-soft">{product.vendor}</p>}
            <h1 className="text-xl lg:text-[2.25rem] lg:leading-[1.15]">{product.title}</h1>
          </div>
          <BuyBox key={product.id} choice={choice} refused={refused} />
          <ProductText product={product} variant={choice.variant} />
        </div>
      </div>
      <div className="mt-20">
        <Shelf title={catalogue.related} products={related} />
      </div>
    </div>
  );
}

import { Link } from 'react-router';
import type { Route } from './+types/cart';
import { useMoney } from '../lib/money.ts';
import { useWords } from '../lib/text/text.tsx';
import { shopContext } from '../server/shop.ts';
import { ButtonLink } from '../ui/button.tsx';

export async function loader({ context }: Route.LoaderArgs) {
  return { cart: (await context.get(shopContext).cart()) ?? null };
}

export default function Cart({ loaderData }: Route.ComponentProps) {
  const { cart: words, frame } = useWords();
  const money = useMoney();
  const lines = loaderData.cart?.lines ?? [];
  return (
    <div className="wrap grid max-w-4xl gap-8 py-12">
      <title>{`${words.title} · ${frame.shop}`}</title>
      <h1 className="text-xl">{words.title}</h1>
      {lines.length === 0 && (
        <p>
          {words.empty} <ButtonLink to="/">{words.emptyAction}</ButtonLink>
        </p>
      )}
      <ul className="divide-y divide-line">
        {lines.map((line) => (
          <li key={line.id} className="flex justify-between gap-4 py-4">
            <Link to={`/products/${line.slug}`}>
              {line.title} × {line.quantity}
            </Link>
            <span className="tabular">{money(line.total)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

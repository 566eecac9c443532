import { Link } from 'react-router';

export interface Crumb {
  name: string;
  to?: string;
}

export function Breadcrumbs({ label, crumbs }: { label: string; crumbs: Crumb[] }) {
  return (
    <nav aria-label={label} className="py-4 text-sm text-soft">
      <ol className="flex flex-wrap gap-x-2">
        {crumbs.map(({ name, to }, at) => (
          <li key={name} className="flex gap-2">
            {at > 0 && <span aria-hidden="true">/</span>}
            {to ? (
              <Link to={to} className="underline-offset-4 hover:underline">
                {name}
              </Link>
            ) : (
              <span aria-current="page">{name}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

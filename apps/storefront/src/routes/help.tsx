import { data } from 'react-router';
import type { Route } from './+types/help';
import { PageHead } from '../lib/page-head.tsx';
import { languageOf } from '../lib/text/locale.ts';
import { useWords } from '../lib/text/text.tsx';
import { helpText } from '../server/help-texts.ts';
import { shopContext } from '../server/shop.ts';
import { Breadcrumbs } from '../ui/breadcrumbs.tsx';
import { Notice } from '../ui/notice.tsx';

/** The texts stay on the server, so that other pages do not load them. */
export function loader({ context, params: { page } }: Route.LoaderArgs) {
  const found = helpText(page, languageOf(context.get(shopContext).locale));
  if (!found) throw data(null, { status: 404 });
  return found;
}

export default function Help({ loaderData: { page, text } }: Route.ComponentProps) {
  const { frame } = useWords();
  const title = frame.help[page];
  return (
    <div className="wrap">
      <PageHead title={title} path={`/help/${page}`} />
      <Breadcrumbs label={frame.breadcrumbs} crumbs={[{ name: frame.home, to: '/' }, { name: title }]} />
      <article className="grid max-w-[68ch] gap-8 pt-4">
        <h1 className="text-2xl">{title}</h1>
        {text.isSample && (
          <Notice kind="warn" title={frame.sampleTitle}>
            <p>{frame.sampleText}</p>
          </Notice>
        )}
        {text.sections.map(({ heading, paragraphs }) => (
          <section key={paragraphs[0]} className="grid gap-3">
            {heading && <h2 className="text-lg">{heading}</h2>}
            {paragraphs.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </section>
        ))}
      </article>
    </div>
  );
}

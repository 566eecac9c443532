import { useRouteLoaderData } from 'react-router';
import { useLocale, useWords } from './text/text.tsx';

interface Shown {
  title: string;
  description?: string | undefined;
  /** The canonical URL of the page. */
  path?: string;
  image?: { url: string; alt: string } | null | undefined;
  type?: 'website' | 'product';
  /** Excludes search results and similar pages from search engines. */
  isPrivate?: boolean;
}

/** Metadata for search engines and link previews. */
export function PageHead({ title, description, path, image, type = 'website', isPrivate }: Shown) {
  const { frame } = useWords();
  const locale = useLocale();
  const origin = useRouteLoaderData<{ origin?: string }>('root')?.origin ?? '';
  const full = title === frame.shop ? `${frame.shop} · ${frame.tagline}` : `${title} · ${frame.shop}`;
  return (
    <>
      <title>{full}</title>
      {description && <meta name="description" content={description} />}
      {isPrivate && <meta name="robots" content="noindex, follow" />}
      {path && !isPrivate && <link rel="canonical" href={encodeURI(origin + path)} />}
      <meta property="og:site_name" content={frame.shop} />
      <meta property="og:type" content={type} />
      <meta property="og:title" content={title} />
      <meta property="og:locale" content={locale.replace('-', '_')} />
      {description && <meta property="og:description" content={description} />}
      {path && <meta property="og:url" content={encodeURI(origin + path)} />}
      {image && <meta property="og:image" content={new URL(image.url, origin || 'http://localhost').href} />}
      {image && <meta property="og:image:alt" content={image.alt} />}
    </>
  );
}

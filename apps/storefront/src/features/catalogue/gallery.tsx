import type { Schema } from '@tradepost/api-client';
import { Link, useSearchParams } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { cx } from '../../ui/class-names.ts';
import { Picture } from '../../ui/picture.tsx';

type Image = Schema<'Image'>;

/** One large picture and thumbnails: by default the picture of the selected variant. */
export function Gallery({ images, variantImage }: { images: Image[]; variantImage: string | null }) {
  const { catalogue } = useWords();
  const [search] = useSearchParams();
  const asked = images[Number(search.get('picture') ?? 0) - 1];
  const hasChoice = images.length > 1;
  const shown = asked ?? images.find(({ url }) => url === variantImage) ?? images[0] ?? null;
  return (
    <div
      className={cx(
        'grid content-start gap-3 lg:sticky lg:top-6 lg:self-start',
        // A single picture is as large as one with thumbnails.
        hasChoice ? 'lg:grid-cols-[4.5rem_minmax(0,1fr)]' : 'lg:pr-[5.25rem]',
      )}
    >
      <Picture
        key={shown?.url}
        image={shown}
        shape="tall"
        isFirst
        className={cx('rounded', hasChoice && 'lg:order-last lg:col-start-2')}
      />
      {hasChoice && (
        <ul aria-label={catalogue.pictures} className="flex flex-wrap content-start gap-2">
          {images.map((image, at) => (
            <li key={image.url}>
              <Link
                to={withPicture(search, at + 1)}
                replace
                preventScrollReset
                aria-current={image === shown || undefined}
                aria-label={image.alt || catalogue.picture(at + 1, images.length)}
                className="block w-16 overflow-hidden rounded border-2 border-transparent transition-colors hover:border-line-strong aria-current:border-accent"
              >
                <Picture image={{ ...image, alt: '' }} shape="tall" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function withPicture(search: URLSearchParams, at: number): string {
  const next = new URLSearchParams(search);
  next.set('picture', String(at));
  return `?${next}`;
}

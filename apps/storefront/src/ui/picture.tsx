import { useState } from 'react';
import { cx } from './class-names.ts';

interface Image {
  url: string;
  alt: string;
  width: number | null;
  height: number | null;
}

const SHAPES = { square: 'aspect-square', tall: 'aspect-4/5' };

/** A picture whose room is kept before it comes; when it never comes, a quiet drawing takes its place. */
export function Picture({
  image,
  sizes,
  shape = 'square',
  isFirst,
  className,
}: {
  image: Image | null;
  sizes?: string;
  shape?: 'square' | 'tall';
  /** Seen without scrolling: it loads at once, others when they come near. */
  isFirst?: boolean;
  className?: string;
}) {
  const [isBroken, setBroken] = useState(false);
  if (!image || isBroken)
    return <NoPicture alt={image?.alt ?? ''} className={cx(SHAPES[shape], className)} />;
  return (
    <img
      src={image.url}
      alt={image.alt}
      width={image.width ?? 800}
      height={image.height ?? 800}
      sizes={sizes}
      loading={isFirst ? 'eager' : 'lazy'}
      fetchPriority={isFirst ? 'high' : 'auto'}
      decoding="async"
      onError={() => setBroken(true)}
      className={cx('w-full bg-sunk object-cover', SHAPES[shape], className)}
    />
  );
}

function NoPicture({ alt, className }: { alt: string; className: string }) {
  return (
    <svg
      viewBox="0 0 80 80"
      className={cx('w-full bg-sunk text-line-strong', className)}
      {...(alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true })}
    >
      <path
        d="M24 34h32l-4 22H28Z M32 34v-4a8 8 0 0 1 16 0v4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      />
    </svg>
  );
}

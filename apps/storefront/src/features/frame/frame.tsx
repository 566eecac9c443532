import type { ReactNode } from 'react';
import { useMatches } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Footer } from './footer.tsx';
import { Header, PlainHeader } from './header.tsx';
import { NetworkNotice } from './network-notice.tsx';

export interface FrameData {
  categories: { slug: string; name: string; parent: string | null }[];
  cart: { count: number };
  isSignedIn: boolean;
}

/** The frame of every page; works without data, so that an error page has links. */
export function Frame({ data, children }: { data: FrameData | undefined; children: ReactNode }) {
  const { frame } = useWords();
  // The checkout has no links that lead away.
  const isPlain = useMatches().some(({ handle }) => (handle as { isPlain?: boolean } | undefined)?.isPlain);
  return (
    <div className="flex min-h-dvh flex-col max-md:has-[[data-buy-bar]]:pb-20">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-raised focus:px-4 focus:py-2"
      >
        {frame.skip}
      </a>
      {isPlain ? <PlainHeader /> : <Header data={data} />}
      <main id="content" className="grow" tabIndex={-1}>
        {children}
      </main>
      {!isPlain && <Footer data={data} />}
      <NetworkNotice />
    </div>
  );
}

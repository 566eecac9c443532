import type { ReactNode } from 'react';
import { Unbroken } from '../../ui/unbroken.tsx';
import { useWords } from '../../lib/text/text.tsx';

/** A narrow page with one form, for signing in and similar tasks. */
export function EntryPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const { frame } = useWords();
  return (
    <div className="wrap grid max-w-md gap-6 py-12 md:py-20">
      <title>{`${title} · ${frame.shop}`}</title>
      <meta name="robots" content="noindex" />
      <div className="grid gap-2">
        <h1 className="text-xl">
          <Unbroken text={title} />
        </h1>
        {text && <p className="text-soft">{text}</p>}
      </div>
      {children}
    </div>
  );
}

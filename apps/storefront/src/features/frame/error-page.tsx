import { useLocation } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { useTrace } from '../../lib/trace.tsx';
import { ButtonLink } from '../../ui/button.tsx';

/** Explains the error and links to the same page or the catalogue. */
export function ErrorPage({ isMissing }: { isMissing: boolean }) {
  const { problems, catalogue, frame } = useWords();
  const title = isMissing ? problems.notFoundTitle : problems.errorTitle;
  return (
    <div className="wrap grid max-w-4xl items-center gap-10 py-16 md:grid-cols-[1fr_16rem] md:py-24">
      <title>{`${title} · ${frame.shop}`}</title>
      <meta name="robots" content="noindex" />
      <div className="grid gap-5">
        <h1 className="text-2xl">{title}</h1>
        <p className="max-w-prose text-lg text-soft">
          {isMissing ? problems.notFoundText : problems.errorText}
        </p>
        <p className="flex flex-wrap gap-3">
          {isMissing ? (
            <ButtonLink to="/search">{catalogue.heroAction}</ButtonLink>
          ) : (
            <AgainLink text={problems.tryAgain} />
          )}
          <ButtonLink to="/" look="secondary" reloadDocument={!isMissing}>
            {problems.backHome}
          </ButtonLink>
        </p>
        {!isMissing && <Reference />}
      </div>
      <img src="/shelf.svg" alt="" width={240} height={200} className="w-48 md:w-full" />
    </div>
  );
}

function AgainLink({ text }: { text: string }) {
  const { pathname, search } = useLocation();
  return (
    <ButtonLink to={pathname + search} reloadDocument>
      {text}
    </ButtonLink>
  );
}

/** The trace id of the first page is useless for a later error; a reloaded page has its own. */
function Reference() {
  const { problems } = useWords();
  const traceId = useTrace();
  const isFirstPage = useLocation().key === 'default';
  if (!isFirstPage || !traceId) return null;
  return <p className="font-text text-xs break-all text-soft">{problems.reference(traceId)}</p>;
}

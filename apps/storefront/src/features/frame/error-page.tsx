import { useLocation } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { useTrace } from '../../lib/trace.tsx';
import { ButtonLink } from '../../ui/button.tsx';

/** Says what happened and leads on: to the same page anew, or to the shelves. */
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
      <Shelf isMissing={isMissing} />
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

/** The first page's reference is no use for an error that came later; the page loaded anew has its own. */
function Reference() {
  const { problems } = useWords();
  const traceId = useTrace();
  const isFirstPage = useLocation().key === 'default';
  if (!isFirstPage || !traceId) return null;
  return <p className="font-text text-xs break-all text-soft">{problems.reference(traceId)}</p>;
}

/** A shelf: with a gap where something should stand, or with something that fell over. */
function Shelf({ isMissing }: { isMissing: boolean }) {
  return (
    <svg
      viewBox="0 0 240 200"
      fill="none"
      stroke="currentColor"
      strokeWidth="3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="w-48 text-line-strong md:w-full"
    >
      <path d="M12 92h216M12 176h216M24 20v164M216 20v164" />
      <path d="M44 92V58h34v34M44 66h34" />
      <path d="M164 92c-6-10-6-26 2-34h24c8 8 8 24 2 34" />
      <path d="M46 176v-40c0-8 30-8 30 0v40M170 176v-26h32v26M178 150v-8h16v8" />
      {isMissing ? (
        <path d="M104 92h36" strokeDasharray="4 8" className="text-accent" stroke="currentColor" />
      ) : (
        <g className="text-accent" stroke="currentColor">
          <path d="m98 176 6-30 34 7-5 23M134 160c10-2 14 8 6 14" />
        </g>
      )}
    </svg>
  );
}

import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';

export function ErrorPage({ isMissing }: { isMissing: boolean }) {
  const { problems } = useWords();
  return (
    <div className="wrap grid max-w-2xl gap-4 py-24">
      <title>{isMissing ? problems.notFoundTitle : problems.errorTitle}</title>
      <h1 className="text-2xl">{isMissing ? problems.notFoundTitle : problems.errorTitle}</h1>
      <p className="text-lg text-soft">{isMissing ? problems.notFoundText : problems.errorText}</p>
      <p>
        <ButtonLink to="/" reloadDocument>
          {problems.backHome}
        </ButtonLink>
      </p>
    </div>
  );
}

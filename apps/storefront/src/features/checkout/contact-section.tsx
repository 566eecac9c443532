import { Link } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Field } from '../../ui/field.tsx';
import { Section } from './section.tsx';

/** `email`: the signed-in user's; null: a guest enters one. */
export function ContactSection({
  email,
  value,
  isBad,
}: {
  email: string | null;
  value: string;
  isBad: boolean;
}) {
  const { checkout: words } = useWords();
  return (
    <Section title={words.contact} id="contact">
      {email ? (
        <p>
          {words.signedInAs(email)}
          <input type="hidden" name="email" value={email} />
        </p>
      ) : (
        <>
          <p className="text-sm">
            {words.haveAccount}{' '}
            <Link to="/sign-in?to=%2Fcheckout" className="underline underline-offset-4">
              {words.signIn}
            </Link>
          </p>
          <Field
            label={words.email}
            hint={words.emailHint}
            name="email"
            type="email"
            autoComplete="email"
            defaultValue={value}
            autoFocus={isBad}
            error={isBad ? words.emailFault : undefined}
          />
        </>
      )}
    </Section>
  );
}

import { useWords } from '../../lib/text/text.tsx';
import { Field } from '../../ui/field.tsx';
import type { FieldState } from './account-form.tsx';

interface Asked {
  stateOf: (field: string) => FieldState;
}

/** The e-mail address for signing in; password managers store it with the password. */
export function LoginEmailField({ stateOf }: Asked) {
  const { account } = useWords();
  return (
    <Field label={account.email} name="email" type="email" autoComplete="username" {...stateOf('email')} />
  );
}

type Password = Asked & { label: string; name: string };

export function KnownPasswordField({ label, name, stateOf }: Password) {
  return (
    <Field label={label} name={name} type="password" autoComplete="current-password" {...stateOf(name)} />
  );
}

/** A new password: states the rules; password managers suggest one. */
export function NewPasswordField({ label, name, stateOf }: Password) {
  const { account } = useWords();
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      hint={account.passwordRules}
      {...stateOf(name)}
    />
  );
}

import { useWords } from '../../lib/text/text.tsx';
import { Field } from '../../ui/field.tsx';
import type { FieldState } from './account-form.tsx';

type Asked = { stateOf: (field: string) => FieldState };

/** The address that one signs in with: password managers keep it beside the password. */
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

/** One that is being chosen: says what it must be like, and password managers offer one. */
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

import { type ReactNode, useRef } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLocale, useWords } from '../../lib/text/text.tsx';
import type { Fault, Refusal } from '../../lib/form.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFirstInvalid } from '../../ui/use-first-invalid.ts';

/** The error message of a field, and whether it is the first invalid field. */
export interface FieldState {
  error: string | undefined;
  autoFocus: boolean;
  defaultValue: string | undefined;
}

interface Shown {
  /** Identifies the form on a page with several. */
  intent?: string;
  submit: string;
  refusal: Refusal | undefined;
  /** The last action result; each new one moves the focus to the first invalid field. */
  answer?: object | undefined;
  /** Field names in form order: the first invalid one gets the focus. */
  fields: readonly string[];
  children: (stateOf: (field: string) => FieldState) => ReactNode;
  /** Shown beside the button. */
  more?: ReactNode;
  className?: string;
}

/** A form that works without scripts; with them it can't be submitted twice, and the first invalid field is focused. */
export function AccountForm({
  intent,
  submit,
  refusal,
  answer = refusal,
  fields,
  children,
  more,
  className,
}: Shown) {
  const form = useRef<HTMLFormElement>(null);
  const navigation = useNavigation();
  const sent = navigation.formMethod === 'POST' ? navigation.formData : undefined;
  const isBusy = sent !== undefined && (sent.get('intent') ?? undefined) === intent;
  const textOf = useFaultText();
  const firstBad = fields.find((field) => refusal?.faults[field]);
  useFirstInvalid(form, answer);
  return (
    <Form ref={form} method="post" noValidate className={className ?? 'grid gap-5'}>
      {intent && <input type="hidden" name="intent" value={intent} />}
      <WholeFault refusal={refusal} />
      {children((field) => ({
        error: textOf(field, refusal?.faults[field]),
        autoFocus: field === firstBad,
        defaultValue: refusal?.values[field],
      }))}
      <div className="flex flex-wrap items-center gap-4">
        <Button isBusy={isBusy}>{submit}</Button>
        {more}
      </div>
    </Form>
  );
}

/** An error of the whole form, such as a wrong password. */
export function WholeFault({ refusal }: { refusal: Refusal | undefined }) {
  const { account, problems } = useWords();
  const locale = useLocale();
  if (!refusal?.code) return null;
  const byCode: Record<string, string> = { ...problems.byCode, ...account.refusals };
  return (
    <Notice kind="bad">
      <p>{waitText() ?? byCode[refusal.code] ?? problems.byCode.other}</p>
    </Notice>
  );

  function waitText(): string | undefined {
    const { code, waitS } = refusal as Refusal;
    if (code !== 'too_many_requests' || waitS === null) return undefined;
    const number = (value: number) => value.toLocaleString(locale);
    return waitS < 100
      ? account.waitSeconds(number(waitS))
      : account.waitMinutes(number(Math.ceil(waitS / 60)));
  }
}

function useFaultText(): (field: string, fault: Fault | undefined) => string | undefined {
  const { account, problems } = useWords();
  const { faults } = account;
  const byField: Record<string, string> = {
    email: faults.email,
    name: faults.name,
    password: faults.password,
    newPassword: faults.password,
  };
  return (field, fault) => {
    switch (fault) {
      case undefined:
        return undefined;
      case 'missing':
        return problems.required;
      case 'taken':
        return faults.emailTaken;
      case 'wrong':
        return faults.wrongPassword;
      case 'invalid':
        return byField[field] ?? problems.byCode.other;
    }
  };
}

import type { Schema } from '@tradepost/api-client';
import { Form, useNavigation } from 'react-router';
import { useDates } from '../../lib/dates.ts';
import { deviceOf } from '../../lib/device-name.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';

type Session = Schema<'Session'>;

export function DeviceList({ sessions }: { sessions: Session[] }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {sessions.map((session) => (
        <Device key={session.id} session={session} />
      ))}
    </ul>
  );
}

function Device({ session }: { session: Session }) {
  const { account } = useWords();
  const dates = useDates();
  const name = useDeviceName(session.userAgent);
  const leaving = useNavigation().formData?.get('session') === session.id;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-4">
      <div className="grid gap-1">
        <p className="font-semibold">{name}</p>
        <p className="text-sm text-soft">
          {session.isCurrent ? account.thisDevice : account.lastUsed(dates.time(session.lastUsedAt))}
          {' · '}
          {account.signedInOn(dates.time(session.createdAt))}
        </p>
      </div>
      {!session.isCurrent && (
        <Form method="post">
          <input type="hidden" name="intent" value="end" />
          <Button
            look="secondary"
            name="session"
            value={session.id}
            isBusy={leaving}
            aria-label={account.signOutOf(name)}
          >
            {account.signOutDevice}
          </Button>
        </Form>
      )}
    </li>
  );
}

function useDeviceName(userAgent: string | null): string {
  const { account } = useWords();
  const { browser, system } = deviceOf(userAgent);
  if (browser && system) return account.device(browser, system);
  return browser ?? system ?? account.unknownDevice;
}

import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { sayKind } from '#mail/kind-words.ts';
import { undeliveredMails } from '#mail/undelivered.ts';
import type { ExceptionGroup } from './exceptions.ts';

/** Mails that did not arrive, for HR's list of what needs a decision. */
export async function undelivered(
  db: Db,
  asked: { today: CivilDate; timeZone: string; most: number },
): Promise<ExceptionGroup> {
  const { total, rows } = await undeliveredMails(db, asked);
  return {
    id: 'undelivered',
    heading: 'Mail that did not arrive',
    total,
    rows: rows.map(({ id, kind, name, outcome, byAddress }) => ({
      who: name,
      what: `${sayKind(kind)}: ${outcome}`,
      href: `/hr/mail/${id}`,
      act: byAddress
        ? 'See why, correct the address if it is wrong, and send it again'
        : 'Tell them in another way',
    })),
  };
}

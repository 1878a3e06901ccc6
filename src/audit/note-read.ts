import type { Db } from '#db/client.ts';
import { recordEvent } from './record.ts';

/**
 * Notes that somebody read another person's record. Reading one's own is no event.
 */
export async function noteRead(
  db: Db,
  read: {
    at: Date;
    actor: string;
    of: string;
    what: 'person' | 'attestation' | 'question' | 'decline' | 'mail';
  },
): Promise<void> {
  if (read.actor === read.of) return;
  const { at, actor, of, what } = read;
  await db.write((tx) => recordEvent(tx, { at, actor, act: `${what}.read`, subject: of }));
}

import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { endSession } from './sessions.ts';
import type { SignedIn } from './signed-in.ts';

/** Ends the session of this cookie. Signing out twice is no mistake. */
export async function signOut(
  db: Db,
  { cookieValue, signedIn, at }: { cookieValue: string; signedIn: SignedIn | undefined; at: Date },
): Promise<void> {
  await db.write(async (tx) => {
    await endSession(tx, cookieValue);
    if (!signedIn) return;
    await recordEvent(tx, {
      at,
      actor: signedIn.number,
      act: 'session.ended',
      subject: signedIn.number,
    });
  });
}

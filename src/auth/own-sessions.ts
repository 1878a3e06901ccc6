import { and, desc, eq, gt, ne } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { sessions } from '#db/schema/index.ts';
import { sessionLimits } from './sessions.ts';
import type { SignedIn } from './signed-in.ts';

export type OwnSession = {
  /** SHA-256 of its cookie's value: it names the session and opens nothing. */
  id: string;
  began: Date;
  /** To the minute. */
  lastUsed: Date;
  method: (typeof sessions.$inferSelect)['method'];
  isThis: boolean;
};

/** Where a person is signed in now, the newest first. */
export async function ownSessions(db: Db, person: SignedIn, at: Date): Promise<OwnSession[]> {
  const rows = await db.read
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.employeeNumber, person.number),
        gt(sessions.idleUntil, at),
        gt(sessions.endsAt, at),
      ),
    )
    .orderBy(desc(sessions.createdAt));
  const { idle } = sessionLimits(person.roles);
  return rows.map((row) => {
    const isThis = row.idHash === person.sessionHash;
    // The idle limit moves with use, up to the end of the session.
    const used = isThis ? at : new Date(row.idleUntil.getTime() - idle);
    return {
      id: row.idHash,
      began: row.createdAt,
      lastUsed: used < row.createdAt ? row.createdAt : used,
      method: row.method,
      isThis,
    };
  });
}

/** Ends a person's other sessions: all of them, or the one named. Returns how many there were. */
export async function endOtherSessions(
  db: Db,
  { person, session, at }: { person: SignedIn; session?: string | undefined; at: Date },
): Promise<number> {
  return db.write(async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(
        and(
          eq(sessions.employeeNumber, person.number),
          ne(sessions.idHash, person.sessionHash),
          session === undefined ? undefined : eq(sessions.idHash, session),
        ),
      )
      .returning({ id: sessions.idHash });
    if (ended.length === 0) return 0;
    await recordEvent(tx, {
      at,
      actor: person.number,
      act: 'session.ended',
      subject: person.number,
      detail: { others: ended.length },
    });
    return ended.length;
  });
}

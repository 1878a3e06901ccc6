import { and, eq, lte, or } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { rosterFiles } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { randomId } from '#people/random-id.ts';

/** How long a roster waits for its yes. */
const LIFE = 60 * 60_000;

/** Keeps a roster until HR has said yes to it, for an hour at most; an earlier one of theirs goes. */
export async function keepFile(
  db: Db,
  { bytes, by, at }: { bytes: Uint8Array; by: string; at: Date },
): Promise<string> {
  const id = randomId();
  await db.write(async (tx) => {
    await tx.delete(rosterFiles).where(or(isOver(at), eq(rosterFiles.by, by)));
    await tx.insert(rosterFiles).values({ id, bytes: Buffer.from(bytes), at, by });
  });
  return id;
}

/** The roster that waits for this person's yes. Refuses one that is over, taken over, or somebody else's. */
export async function waitingFile(
  db: Db,
  { id, by, at }: { id: string; by: string; at: Date },
): Promise<Uint8Array> {
  const [file] = await db.read
    .select()
    .from(rosterFiles)
    .where(and(eq(rosterFiles.id, id), eq(rosterFiles.by, by)));
  if (file && at.getTime() - file.at.getTime() < LIFE) return new Uint8Array(file.bytes);
  throw new Refusal(
    'gone',
    'This file is no longer there: it is kept for an hour, and until it is taken over. Send it again.',
  );
}

/** Deletes this person's file: it was taken over, or is not wanted. */
export async function dropFile(tx: Tx, by: string): Promise<void> {
  await tx.delete(rosterFiles).where(eq(rosterFiles.by, by));
}

/** Deletes what waited longer than an hour. Returns how many files that were. */
export async function clearFiles(db: Db, at: Date): Promise<number> {
  const [over] = await db.read.select({ id: rosterFiles.id }).from(rosterFiles).where(isOver(at));
  if (!over) return 0;
  const gone = await db.write((tx) =>
    tx.delete(rosterFiles).where(isOver(at)).returning({ id: rosterFiles.id }),
  );
  return gone.length;
}

const isOver = (at: Date) => lte(rosterFiles.at, new Date(at.getTime() - LIFE));

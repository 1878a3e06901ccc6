import { createHash } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { checkpoints, timestamps } from '#db/schema/index.ts';
import { readTimestamp } from './timestamp.ts';

/** The stored timestamp on the head of this size; undefined when there is none. */
export async function timestampOf(
  { read }: Db,
  size: number,
): Promise<typeof timestamps.$inferSelect | undefined> {
  if (!Number.isSafeInteger(size)) return undefined;
  const [found] = await read.select().from(timestamps).where(eq(timestamps.size, size));
  return found;
}

/** The last timestamps, the newest first, with the time each gives; none where it is about other bytes. */
export async function lastTimestamps(
  { read }: Db,
  most: number,
): Promise<{ size: number; service: string; time: Date | undefined }[]> {
  const rows = await read
    .select({ timestamp: timestamps, note: checkpoints.note })
    .from(timestamps)
    .innerJoin(checkpoints, eq(checkpoints.size, timestamps.size))
    .orderBy(desc(timestamps.size))
    .limit(most);
  return rows.map(({ timestamp: { size, service, token }, note }) => {
    const imprint = createHash('sha256').update(note, 'utf8').digest();
    return { size, service, time: timeOf(token, imprint) };
  });
}

function timeOf(token: Buffer, imprint: Buffer): Date | undefined {
  try {
    return readTimestamp(token, { imprint });
  } catch {
    return undefined;
  }
}

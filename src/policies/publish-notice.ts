import { eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { contents } from '#db/schema/index.ts';
import type { Notice } from './notice.ts';

/** Stores the notice's bytes under their SHA-256. The same notice again changes nothing. */
export async function publishNotice(
  db: Db,
  { sha256, bytes }: Pick<Notice, 'sha256' | 'bytes'>,
  by: string,
  at: Date,
): Promise<void> {
  await db.write(async (tx) => {
    const stored = await tx.$count(contents, eq(contents.sha256, sha256));
    if (stored > 0) return;
    await tx.insert(contents).values({ sha256, mediaType: 'text/markdown; charset=utf-8', bytes });
    await recordEvent(tx, { at, actor: by, act: 'notice.published', subject: sha256 });
  });
}

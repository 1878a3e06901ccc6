import { and, desc, eq, gt } from 'drizzle-orm';
import type { Db, Reader } from '#db/client.ts';
import { reviews } from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';

const MINUTE = 60_000;

/**
 * Whether a browser asks for a page before anybody does, to have it at hand. Nobody is shown anything
 * then, so nothing counts as reviewed.
 */
export function isAskedAhead(headers: Headers): boolean {
  return ['sec-purpose', 'purpose', 'x-moz'].some((name) =>
    /^\s*prefetch\b/i.test(headers.get(name) ?? ''),
  );
}

/**
 * Notes that the person of an assignment was shown this statement, whole, to sign it. Once a minute is
 * enough: the table keeps everything, so loading the page again and again must not fill it.
 */
export async function noteReview(
  db: Db,
  shown: { assignmentId: string; statement: string; at: Date },
): Promise<void> {
  const { assignmentId, statement, at } = shown;
  const statementSha256 = sha256Hex(statement);
  await db.write(async (tx) => {
    const last = await lastReview(tx, assignmentId, statementSha256, at.getTime() - MINUTE);
    if (!last) await tx.insert(reviews).values({ assignmentId, statementSha256, at });
  });
}

/** When the person was last shown the statement of this hash; only after an instant, if one is given. */
export async function lastReview(
  read: Pick<Reader, 'select'>,
  assignmentId: string,
  statementSha256: string,
  after?: number,
): Promise<Date | undefined> {
  const [row] = await read
    .select({ at: reviews.at })
    .from(reviews)
    .where(
      and(
        eq(reviews.assignmentId, assignmentId),
        eq(reviews.statementSha256, statementSha256),
        after === undefined ? undefined : gt(reviews.at, new Date(after)),
      ),
    )
    .orderBy(desc(reviews.id))
    .limit(1);
  return row?.at;
}

import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader } from '#db/client.ts';
import { consents, contents, employees } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { randomId } from '#people/random-id.ts';
import type { Notice } from '#policies/notice.ts';

export type Consent = typeof consents.$inferSelect;
type Read = Pick<Reader, 'select'>;
/** Rows of one instant stand in the order of their writing. */
const written = sql`${consents}.rowid`;

/** What a person last said about electronic records: agreed, to whichever words, or withdrew. */
export async function lastConsent(
  read: Read,
  employeeNumber: string,
): Promise<Consent | undefined> {
  const [row] = await read
    .select()
    .from(consents)
    .where(eq(consents.employeeNumber, employeeNumber))
    .orderBy(desc(consents.at), desc(written))
    .limit(1);
  return row;
}

/** The consent a person may sign under: their last word, when it agrees to the notice as it is now. */
export async function standingConsent(
  read: Read,
  employeeNumber: string,
  notice: Pick<Notice, 'sha256'>,
): Promise<Consent | undefined> {
  const last = await lastConsent(read, employeeNumber);
  return last?.state === 'given' && last.noticeSha256 === notice.sha256 ? last : undefined;
}

type Giving = {
  notice: Pick<Notice, 'sha256'>;
  /** The hash of the notice that stood on the page. */
  seen: string;
  /** The box that was ticked. */
  agreed: boolean;
  employeeNumber: string;
  at: Date;
};

/**
 * A person agrees to electronic records; the consent's id. Agreeing twice is one consent. Refuses
 * without the box, and when the notice has changed since the page was opened.
 */
export async function giveConsent(db: Db, act: Giving): Promise<string> {
  const { notice, employeeNumber, at } = act;
  if (act.seen !== notice.sha256) {
    throw new Refusal(
      'conflict',
      'This notice has changed since you opened the page. Read it as it is now, then decide.',
    );
  }
  if (!act.agreed) {
    throw new Refusal('bad-input', 'Check the box if you agree to electronic records.', 'agreed');
  }
  return db.write(async (tx) => {
    const standing = await standingConsent(tx, employeeNumber, notice);
    if (standing) return standing.id;
    // A consent names words that are kept: publishNotice stores them before anybody is asked.
    if ((await tx.$count(contents, eq(contents.sha256, notice.sha256))) === 0)
      throw new Error(`the notice ${notice.sha256} is not stored`);
    const id = randomId();
    await tx.insert(consents).values({ id, employeeNumber, noticeSha256: notice.sha256, at });
    await recordEvent(tx, {
      at,
      actor: employeeNumber,
      act: 'consent.given',
      subject: employeeNumber,
      detail: { consent: id, notice: notice.sha256 },
    });
    return id;
  });
}

/** A person takes their agreement back; what they signed stays signed. Where none stands, nothing changes. */
export async function withdrawConsent(
  db: Db,
  { employeeNumber, at }: { employeeNumber: string; at: Date },
): Promise<void> {
  await db.write(async (tx) => {
    const last = await lastConsent(tx, employeeNumber);
    if (last?.state !== 'given') return;
    const id = randomId();
    const { noticeSha256 } = last;
    await tx.insert(consents).values({ id, employeeNumber, noticeSha256, state: 'withdrawn', at });
    await recordEvent(tx, {
      at,
      actor: employeeNumber,
      act: 'consent.withdrawn',
      subject: employeeNumber,
      detail: { consent: last.id, notice: noticeSha256 },
    });
  });
}

/** Everybody employed whose last word is that they withdrew, the latest first: for HR. */
export async function withdrawnConsents(db: Db) {
  const later = sql`EXISTS (
    SELECT 1 FROM consents AS later
    WHERE later.employee_number = ${consents.employeeNumber}
      AND (later.at, later.rowid) > (${consents.at}, ${written})
  )`;
  return db.read
    .select({ name: employees.name, publicId: employees.publicId, at: consents.at })
    .from(consents)
    .innerJoin(employees, eq(employees.number, consents.employeeNumber))
    .where(and(eq(consents.state, 'withdrawn'), isNull(employees.separatedOn), sql`NOT ${later}`))
    .orderBy(desc(consents.at), employees.name);
}

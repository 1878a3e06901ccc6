import { and, count, desc, eq, getTableColumns, inArray, like, not, or, sql } from 'drizzle-orm';
import type { Db, Reader } from '#db/client.ts';
import { employees, MAIL_STATES, mails } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Mail } from './deliver.ts';
import { MAIL_KINDS, type MailKind } from './queue.ts';

export type MailState = (typeof MAIL_STATES)[number];
export { MAIL_STATES };

/** A mail with the name of who gets it. */
export type MailRow = Mail & { name: string | null; publicId: string | null };

export type MailFilter = {
  state?: MailState | undefined;
  kind?: MailKind | undefined;
  /** Part of a name, or an employee number. */
  person?: string | undefined;
};

/** What an address asks for; what is no such state or kind asks for all. */
export function mailQuery(params: URLSearchParams): { filter: MailFilter; page: number } {
  const one = <T extends string>(all: readonly T[], name: string) =>
    all.find((value) => value === params.get(name));
  const person = (params.get('person') ?? '').trim().slice(0, 200);
  const page = Number(params.get('page'));
  return {
    filter: {
      state: one(MAIL_STATES, 'state'),
      kind: one(MAIL_KINDS, 'kind'),
      person: person === '' ? undefined : person,
    },
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** A page of the mails, those that failed first, then the newest. */
export async function mailPage(
  db: Db,
  filter: MailFilter,
  { number, size }: { number: number; size: number },
): Promise<{ rows: MailRow[]; total: number; page: number; pages: number }> {
  const where = whereOf(filter);
  const [counted] = await db.read
    .select({ total: count() })
    .from(mails)
    .leftJoin(employees, eq(employees.number, mails.employeeNumber))
    .where(where);
  const total = counted?.total ?? 0;
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(number, pages);
  const rows = await select(db.read)
    .where(where)
    .orderBy(desc(sql`${mails.state} = 'failed'`), desc(mails.queuedAt), desc(mails.id))
    .limit(size)
    .offset((page - 1) * size);
  return { rows, total, page, pages };
}

/** Refuses an id of no mail. */
export async function mailAt(db: Db, id: string | undefined): Promise<MailRow> {
  const [row] = await select(db.read).where(eq(mails.id, id ?? ''));
  if (!row) throw noSuchMail();
  return row;
}

export function noSuchMail(): Refusal {
  return new Refusal('not-found', 'There is no such mail. Choose one from the list.');
}

/** The newest mails to a person. */
export async function mailsTo(read: Reader, number: string, most: number): Promise<Mail[]> {
  return read
    .select()
    .from(mails)
    .where(eq(mails.employeeNumber, number))
    .orderBy(desc(mails.queuedAt))
    .limit(most);
}

/** The mails that send this one again, oldest first. */
export async function sentAgain(db: Db, id: string): Promise<Mail[]> {
  return db.read.select().from(mails).where(eq(mails.resends, id)).orderBy(mails.queuedAt);
}

/** How many wait to go out, and how many could not; those sent again do not count any more. */
export async function mailCounts(db: Db): Promise<{ waiting: number; failed: number }> {
  const again = sql`EXISTS (SELECT 1 FROM mails AS again
    WHERE again.resends = coalesce(mails.resends, mails.id)
      AND (again.queued_at, again.id) > (mails.queued_at, mails.id))`;
  const [failed] = await db.read
    .select({ count: count() })
    .from(mails)
    .where(and(eq(mails.state, 'failed'), not(again)));
  const waiting = await db.read.$count(mails, inArray(mails.state, ['waiting', 'sending']));
  return { waiting, failed: failed?.count ?? 0 };
}

function whereOf({ state, kind, person }: MailFilter) {
  const part = `%${(person ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return and(
    state && eq(mails.state, state),
    kind && eq(mails.kind, kind),
    person === undefined
      ? undefined
      : or(
          sql`${employees.name} LIKE ${part} ESCAPE '\\'`,
          like(sql`lower(${mails.employeeNumber})`, person.toLowerCase()),
        ),
  );
}

function select(read: Reader) {
  return read
    .select({ ...getTableColumns(mails), name: employees.name, publicId: employees.publicId })
    .from(mails)
    .leftJoin(employees, eq(employees.number, mails.employeeNumber));
}

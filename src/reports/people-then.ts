import { asc } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { departments } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { personByPublicId } from '#people/person.ts';
import { endOf, stoodThen, type StoodThen, type Then } from './as-of.ts';
import { UNSIGNED, type CompletionFilter } from './counted.ts';
import { everyLife, type PersonThen } from './lives.ts';
import type { CompletionPage, CompletionRow, Page } from './people-list.ts';

type Asked = { filter: CompletionFilter; on: CivilDate; timeZone: string };

/**
 * One page of people as they stood at the end of a past day, in the order of their numbers. There is no
 * way back but to the first page, and nobody counts them: that would mean reading all.
 */
export async function peopleThen(db: Db, asked: Asked, page: Page): Promise<CompletionPage> {
  const edge = page.after === undefined ? undefined : await personByPublicId(db, page.after);
  const rows: CompletionRow[] = [];
  for await (const row of everyoneThen(db, asked, edge?.number)) {
    rows.push(row);
    if (rows.length > page.size) break;
  }
  return {
    rows: rows.slice(0, page.size),
    total: undefined,
    earlier: edge !== undefined,
    later: rows.length > page.size,
  };
}

/** The same for everybody of a filter, one by one. */
export async function* everyoneThen(
  db: Pick<Db, 'read'>,
  { filter, on, timeZone }: Asked,
  after?: string,
): AsyncGenerator<CompletionRow> {
  if (filter.under !== undefined) {
    throw new Refusal(
      'bad-input',
      'Of a past day the list knows only who reported to a manager directly. Clear the manager, or ' +
        'choose the report by manager.',
      'manager',
    );
  }
  const then = endOf(on, timeZone);
  const names = new Map(
    (await db.read.select().from(departments).orderBy(asc(departments.id))).map(({ id, name }) => [
      id,
      name,
    ]),
  );
  for await (const person of everyLife(db.read, filter.policyId, after)) {
    const stood = stoodThen(person, then);
    if (stood && isChosen(person, stood, filter)) yield rowOf(person, stood, then, names);
  }
}

function isChosen(
  { number }: PersonThen,
  { place, life, state, dueOn }: StoodThen,
  filter: CompletionFilter,
): boolean {
  const { departmentId, campaignId, revision, managerNumber, dueFrom, dueTo, search } = filter;
  const text = search?.toLowerCase() ?? '';
  return (
    isState(state, filter.state) &&
    (!departmentId || place.departmentId === departmentId) &&
    (!campaignId || life.campaignId === campaignId) &&
    (!revision || life.revision === revision) &&
    (!managerNumber || place.managerNumber === managerNumber) &&
    (!dueFrom || dueOn === null || dueOn >= dueFrom) &&
    (!dueTo || (dueOn !== null && dueOn <= dueTo)) &&
    (place.name.toLowerCase().includes(text) || number.toLowerCase().includes(text))
  );
}

function isState(state: StoodThen['state'], asked: CompletionFilter['state']): boolean {
  if (asked === undefined) return state !== 'exempt';
  if (asked !== 'unsigned') return state === asked;
  return state === 'overdue' || UNSIGNED.some((one) => one === state);
}

function rowOf(
  { number, publicId }: PersonThen,
  { place, life, state, dueOn, signed, withdrawn }: StoodThen,
  { end }: Then,
  departmentNames: ReadonlyMap<string, string>,
): CompletionRow {
  return {
    number,
    publicId,
    name: place.name,
    title: place.title,
    department: departmentNames.get(place.departmentId) ?? place.departmentId,
    revision: life.revision,
    path: life.path,
    assignedAt: new Date(life.assignedAt),
    dueOn,
    state,
    signedAt: signed ? new Date(life.signedAt!) : null,
    attestationId: signed ? life.attestationId : null,
    how: signed ? life.how : null,
    corrected: life.correctedAt !== null && life.correctedAt < end,
    withdrawn,
  };
}

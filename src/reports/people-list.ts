import { and, eq, inArray, not } from 'drizzle-orm';
import { stateOn, type CompletionState } from '#assignments/standing.ts';
import type { Db, Reader } from '#db/client.ts';
import {
  assignments,
  attestations,
  departments,
  employees,
  standings,
  type SIGNED_HOW,
} from '#db/schema/index.ts';
import { isCorrected, isWithdrawn } from '#evidence/withdrawn.ts';
import type { CompletionFilter } from './counted.ts';
import { countPeople } from './count-people.ts';
import { keysOf, type Edge, type Key } from './people-keys.ts';

export type CompletionRow = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  department: string;
  revision: string;
  /** What the person is asked: everything, or less because they signed before. */
  path: (typeof assignments.$inferSelect)['path'];
  assignedAt: Date;
  /** Null while the person is on leave and nobody knows how long. */
  dueOn: string | null;
  state: CompletionState;
  signedAt: Date | null;
  attestationId: string | null;
  how: (typeof SIGNED_HOW)[number] | null;
  /** HR has corrected what was signed: the receipt says how. */
  corrected: boolean;
  /** It was signed, and HR has withdrawn that: the person is to be assigned again. */
  withdrawn: boolean;
};

export type Page = {
  size: number;
  /** Public id of the person after whom the page begins; none: the first page. */
  after?: string | undefined;
  /** Or before whom it ends. */
  before?: string | undefined;
};

export type CompletionPage = {
  rows: CompletionRow[];
  /** How many there are in all; undefined where counting would mean reading all of them. */
  total: number | undefined;
  /** There are people before the first one, and after the last one. */
  earlier: boolean;
  later: boolean;
};

/**
 * One page of people in order of their names. A page is found by the person it begins after, so that the
 * last of 100,000 people takes no longer than the first.
 */
export async function completionPage(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
  page: Page,
): Promise<CompletionPage> {
  const backwards = page.before !== undefined;
  const edge = await personEdge(db.read, page.before ?? page.after);
  const count = () => countPeople(db.read, filter);
  // Nobody of a whole city is found faster by counting; a department, or who is due on some days, is
  // read as fast.
  const isFew = (filter.departmentId ?? filter.dueFrom ?? filter.dueTo) !== undefined;
  const total = isFew ? undefined : await count();
  const found =
    total === 0 ? [] : await keysOf(db, filter, { edge, backwards, size: page.size + 1 });
  const more = found.length > page.size;
  const keys = found.slice(0, page.size);
  if (backwards) keys.reverse();
  const isWhole = edge === undefined && !more;
  return {
    rows: await detailsOf(db.read, keys, filter.today),
    total: isWhole ? keys.length : (total ?? (await count())),
    earlier: backwards ? more : edge !== undefined,
    later: backwards ? true : more,
  };
}

/** Every person of a filter in order of names, some at a time, while the portal answers others. */
export async function* everyRow(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
  atOnce = 500,
): AsyncGenerator<CompletionRow[]> {
  for (let edge: Edge | undefined; ;) {
    const keys = await keysOf(db, filter, { edge, backwards: false, size: atOnce });
    if (keys.length > 0) yield await detailsOf(db.read, keys, filter.today);
    edge = keys.at(-1);
    if (keys.length < atOnce) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function personEdge(
  read: Pick<Reader, 'select'>,
  publicId: string | undefined,
): Promise<Edge | undefined> {
  if (publicId === undefined) return undefined;
  const [person] = await read
    .select({ name: employees.name, number: employees.number })
    .from(employees)
    .where(eq(employees.publicId, publicId));
  return person;
}

async function detailsOf(
  read: Pick<Reader, 'select'>,
  keys: readonly Key[],
  today: string,
): Promise<CompletionRow[]> {
  const rows = await read
    .select({
      id: standings.assignmentId,
      number: standings.employeeNumber,
      publicId: employees.publicId,
      name: standings.name,
      title: employees.title,
      department: departments.name,
      revision: standings.revision,
      path: assignments.path,
      assignedAt: standings.assignedAt,
      dueOn: standings.dueOn,
      state: standings.state,
      signedAt: standings.signedAt,
      attestationId: attestations.id,
      how: attestations.how,
      corrected: isCorrected,
      withdrawn: standings.withdrawn,
    })
    .from(standings)
    .innerJoin(assignments, eq(assignments.id, standings.assignmentId))
    .innerJoin(employees, eq(employees.number, standings.employeeNumber))
    .innerJoin(departments, eq(departments.id, standings.departmentId))
    .leftJoin(
      attestations,
      and(eq(attestations.assignmentId, standings.assignmentId), not(isWithdrawn)),
    )
    .where(
      inArray(
        standings.assignmentId,
        keys.map(({ id }) => id),
      ),
    );
  const byId = new Map(rows.map(({ id, ...row }) => [id, { ...row, state: stateOn(row, today) }]));
  return keys.flatMap(({ id }) => byId.get(id) ?? []);
}

import { and, asc, eq, gt, gte, inArray, isNull, lt, not, or, sql, type SQL } from 'drizzle-orm';
import { COMPLETION_STATES, OPEN_STATES, type CompletionState } from '#assignments/standing.ts';
import type { Db } from '#db/client.ts';
import {
  attestations,
  departments,
  employees,
  standings,
  tallies,
  type SIGNED_HOW,
} from '#db/schema/index.ts';
import { isCorrected, isWithdrawn } from '#evidence/withdrawn.ts';

export type CompletionFilter = {
  policyId: string;
  /** The civil date of the report: who is employed, what is overdue. */
  today: string;
  departmentId?: string | undefined;
  state?: CompletionState | undefined;
  /** Part of a name or an employee number. */
  search?: string | undefined;
  /** Only people who report to this employee number. */
  managerNumber?: string | undefined;
};

export type CompletionRow = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  department: string;
  revision: string;
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

/** The rule printed with every figure of these reports. */
export const DENOMINATOR =
  'Counted: everybody employed today who has this policy assigned, each once, by their newest assignment. ' +
  'People who have left, people it was never assigned to, and people who are exempt are not counted.';

/** One page of people by name; `page` from 1. */
export async function completionPage(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
  page: { number: number; size: number },
): Promise<{ rows: CompletionRow[]; total: number }> {
  const rows = await db.read
    .select({
      number: standings.employeeNumber,
      publicId: employees.publicId,
      name: standings.name,
      title: employees.title,
      department: departments.name,
      revision: standings.revision,
      assignedAt: standings.assignedAt,
      dueOn: standings.dueOn,
      state: stateIn(standings, filter.today),
      signedAt: standings.signedAt,
      attestationId: attestations.id,
      how: attestations.how,
      corrected: isCorrected,
      withdrawn: standings.withdrawn,
    })
    .from(standings)
    .innerJoin(employees, eq(employees.number, standings.employeeNumber))
    .innerJoin(departments, eq(departments.id, standings.departmentId))
    .leftJoin(
      attestations,
      and(eq(attestations.assignmentId, standings.assignmentId), not(isWithdrawn)),
    )
    .where(chosen(filter))
    .orderBy(asc(standings.name), asc(standings.employeeNumber))
    .limit(page.size)
    .offset((page.number - 1) * page.size);
  return { rows, total: await db.read.$count(standings, chosen(filter)) };
}

export type CompletionCounts = Record<CompletionState, number> & {
  /** Everybody but the exempt. */
  assigned: number;
};

/** Figures for the whole and for each department, by name. */
export async function completionByDepartment(
  db: Pick<Db, 'read'>,
  { policyId, today }: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<{
  whole: CompletionCounts;
  departments: { id: string; name: string; counts: CompletionCounts }[];
}> {
  const state = stateIn(tallies, today);
  const cells = await db.read
    .select({
      id: tallies.departmentId,
      name: departments.name,
      state,
      count: sql<number>`sum(${tallies.count})`,
    })
    .from(tallies)
    .innerJoin(departments, eq(departments.id, tallies.departmentId))
    .where(
      and(eq(tallies.policyId, policyId), eq(tallies.newest, true), gt(tallies.separatedOn, today)),
    )
    .groupBy(tallies.departmentId, state)
    .orderBy(asc(departments.name));
  const whole = noCounts();
  const byId = new Map<string, { id: string; name: string; counts: CompletionCounts }>();
  for (const { id, name, state, count } of cells) {
    const row = byId.get(id) ?? { id, name, counts: noCounts() };
    byId.set(id, row);
    for (const counts of [whole, row.counts]) {
      counts[state] += count;
      if (state !== 'exempt') counts.assigned += count;
    }
  }
  return { whole, departments: [...byId.values()] };
}

function noCounts(): CompletionCounts {
  const none = Object.fromEntries(COMPLETION_STATES.map((state) => [state, 0]));
  return { ...(none as Record<CompletionState, number>), assigned: 0 };
}

/** What a row is on a day: what is kept, and whether it is overdue. */
function stateIn({ state, dueOn }: typeof standings | typeof tallies, today: string) {
  return sql<CompletionState>`CASE
    WHEN ${inArray(state, [...OPEN_STATES])} AND ${lt(dueOn, today)} THEN 'overdue' ELSE ${state} END`;
}

/** The newest assignment of everybody employed on the day, as the filter says. */
function chosen(filter: CompletionFilter): SQL | undefined {
  return and(
    eq(standings.policyId, filter.policyId),
    eq(standings.newest, true),
    or(isNull(standings.separatedOn), gt(standings.separatedOn, filter.today)),
    inState(filter),
    filter.departmentId ? eq(standings.departmentId, filter.departmentId) : undefined,
    filter.managerNumber ? eq(standings.managerNumber, filter.managerNumber) : undefined,
    filter.search
      ? sql`(instr(lower(${standings.name}), lower(${filter.search})) > 0
          OR instr(lower(${standings.employeeNumber}), lower(${filter.search})) > 0)`
      : undefined,
  );
}

function inState({ state, today }: CompletionFilter): SQL | undefined {
  if (state === undefined) return not(eq(standings.state, 'exempt'));
  if (state === 'overdue')
    return and(inArray(standings.state, [...OPEN_STATES]), lt(standings.dueOn, today));
  const isOpen = OPEN_STATES.some((one) => one === state);
  return and(
    eq(standings.state, state),
    isOpen ? or(isNull(standings.dueOn), gte(standings.dueOn, today)) : undefined,
  );
}

import { and, asc, eq, gt, isNull, not, or, sql, type SQL } from 'drizzle-orm';
import { isOpen } from '#attestations/read-declines.ts';
import type { Db } from '#db/client.ts';
import {
  assignments,
  attempts,
  attestations,
  departments,
  employees,
  lessonProgress,
  records,
  type SIGNED_HOW,
} from '#db/schema/index.ts';
import { isCorrected, isWithdrawn } from '#evidence/withdrawn.ts';

export const COMPLETION_STATES = [
  'attested',
  'declined',
  'in-progress',
  'not-started',
  'overdue',
] as const;
/**
 * `declined` waits for HR, whatever is due; `overdue` is due before today and not attested, begun or
 * not. The five never overlap.
 */
export type CompletionState = (typeof COMPLETION_STATES)[number];

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
  dueOn: string;
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
  'People who have left, and people it was never assigned to, are not counted.';

/** One page of people by name; `page` from 1. */
export async function completionPage(
  db: Db,
  filter: CompletionFilter,
  page: { number: number; size: number },
): Promise<{ rows: CompletionRow[]; total: number }> {
  const report = newestAssignments(db, filter);
  const [counted] = await db.read
    .with(report)
    .select({ total: sql<number>`count(*)` })
    .from(report)
    .where(chosen(report, filter));
  const rows = await db.read
    .with(report)
    .select()
    .from(report)
    .where(chosen(report, filter))
    .orderBy(asc(report.name), asc(report.number))
    .limit(page.size)
    .offset((page.number - 1) * page.size);
  return { rows: rows as CompletionRow[], total: counted?.total ?? 0 };
}

export type CompletionCounts = Record<CompletionState, number> & { assigned: number };

/** Figures for the whole and for each department, by name. */
export async function completionByDepartment(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
): Promise<{
  whole: CompletionCounts;
  departments: { id: string; name: string; counts: CompletionCounts }[];
}> {
  const report = newestAssignments(db, filter);
  const cells = await db.read
    .with(report)
    .select({
      id: report.departmentId,
      name: report.department,
      state: report.state,
      count: sql<number>`count(*)`,
    })
    .from(report)
    .where(chosen(report, filter))
    .groupBy(report.departmentId, sql`${report.department}`, sql`${report.state}`)
    .orderBy(asc(report.department));
  const whole = noCounts();
  const byId = new Map<string, { id: string; name: string; counts: CompletionCounts }>();
  for (const cell of cells) {
    const row = byId.get(cell.id) ?? { id: cell.id, name: cell.name, counts: noCounts() };
    byId.set(cell.id, row);
    for (const counts of [whole, row.counts]) {
      counts[cell.state as CompletionState] += cell.count;
      counts.assigned += cell.count;
    }
  }
  return { whole, departments: [...byId.values()] };
}

function noCounts(): CompletionCounts {
  return { attested: 0, declined: 0, 'in-progress': 0, 'not-started': 0, overdue: 0, assigned: 0 };
}

type Report = ReturnType<typeof newestAssignments>;

/** Everybody employed today with their newest assignment of the policy and its state. */
function newestAssignments(db: Pick<Db, 'read'>, filter: CompletionFilter) {
  const begun = sql`(
    EXISTS (SELECT 1 FROM ${lessonProgress} WHERE ${lessonProgress.assignmentId} = ${assignments.id})
    OR EXISTS (SELECT 1 FROM ${attempts} WHERE ${attempts.assignmentId} = ${assignments.id})
  )`;
  const declined = sql`EXISTS (SELECT 1 FROM ${records} WHERE ${isOpen(sql`${assignments.id}`)})`;
  const newer = sql`NOT EXISTS (
    SELECT 1 FROM assignments AS later
    WHERE later.employee_number = ${assignments.employeeNumber}
      AND later.policy_id = ${assignments.policyId}
      AND (later.assigned_at, later.id) > (${assignments.assignedAt}, ${assignments.id})
  )`;
  return db.read.$with('report').as((query) =>
    query
      .select({
        number: sql<string>`${employees.number}`.as('number'),
        publicId: employees.publicId,
        name: sql<string>`${employees.name}`.as('person_name'),
        title: employees.title,
        departmentId: employees.departmentId,
        department: sql<string>`${departments.name}`.as('department_name'),
        managerNumber: employees.managerNumber,
        revision: assignments.revision,
        assignedAt: assignments.assignedAt,
        dueOn: assignments.dueOn,
        signedAt: attestations.signedAt,
        attestationId: sql<string | null>`${attestations.id}`.as('attestation_id'),
        how: attestations.how,
        corrected: isCorrected.as('corrected'),
        withdrawn: sql<boolean>`${attestations.id} IS NULL AND EXISTS (
          SELECT 1 FROM attestations AS any_of_it WHERE any_of_it.assignment_id = ${assignments.id}
        )`
          .mapWith(Boolean)
          .as('withdrawn'),
        state: sql<CompletionState>`CASE
          WHEN ${attestations.id} IS NOT NULL THEN 'attested'
          WHEN ${declined} THEN 'declined'
          WHEN ${assignments.dueOn} < ${filter.today} THEN 'overdue'
          WHEN ${begun} THEN 'in-progress'
          ELSE 'not-started' END`.as('state'),
      })
      .from(assignments)
      .innerJoin(employees, eq(employees.number, assignments.employeeNumber))
      .innerJoin(departments, eq(departments.id, employees.departmentId))
      .leftJoin(attestations, and(eq(attestations.assignmentId, assignments.id), not(isWithdrawn)))
      .where(
        and(
          eq(assignments.policyId, filter.policyId),
          or(isNull(employees.separatedOn), gt(employees.separatedOn, filter.today)),
          newer,
        ),
      ),
  );
}

function chosen(report: Report, filter: CompletionFilter): SQL | undefined {
  return and(
    filter.departmentId ? eq(report.departmentId, filter.departmentId) : undefined,
    filter.state ? eq(report.state, filter.state) : undefined,
    filter.managerNumber ? eq(report.managerNumber, filter.managerNumber) : undefined,
    filter.search
      ? sql`(instr(lower(${report.name}), lower(${filter.search})) > 0
          OR instr(lower(${report.number}), lower(${filter.search})) > 0)`
      : undefined,
  );
}

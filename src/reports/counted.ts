import { and, eq, gt, gte, inArray, lt, lte, type SQL } from 'drizzle-orm';
import { OPEN_STATES, type CompletionState } from '#assignments/standing.ts';
import type { CivilDate } from '#clock.ts';
import { tallies, type STANDING_STATES } from '#db/schema/index.ts';

/** The rule printed with every figure of these reports. */
export const DENOMINATOR =
  'Counted: everybody employed today who has this policy assigned, each once, by their newest assignment. ' +
  'People on leave and people who declined to sign are counted. People who have left, people it was never ' +
  'assigned to, and people who are exempt are not counted.';

/** Who has something to do: whatever is assigned and not signed. */
export const UNSIGNED = ['declined', 'in-progress', 'not-started'] as const;

export type CompletionFilter = {
  policyId: string;
  /** The civil date of the report: who is employed, what is overdue. */
  today: CivilDate;
  departmentId?: string | undefined;
  campaignId?: string | undefined;
  revision?: string | undefined;
  /** Without one: everybody who counts. */
  state?: CompletionState | 'unsigned' | undefined;
  /** Due on a day from this one on. */
  dueFrom?: CivilDate | undefined;
  /** And no later than this one. */
  dueTo?: CivilDate | undefined;
  /** Part of a name or an employee number; of one or two letters, the beginning of a word in them. */
  search?: string | undefined;
  /** Only people who report to this employee number. */
  managerNumber?: string | undefined;
  /** Only people below this employee number, however far down. */
  under?: string | undefined;
};

/** Stands in `tallies` for "no day". */
export const NO_DAY = '9999-12-31';

export type Stored = (typeof STANDING_STATES)[number];

export const isOpen = (state: Stored) => OPEN_STATES.some((one) => one === state);

/** The states as kept that a filter's state may be. */
export function storedStates({ state }: Pick<CompletionFilter, 'state'>): readonly Stored[] {
  if (state === undefined) return ['attested', ...UNSIGNED];
  if (state === 'unsigned') return UNSIGNED;
  return state === 'overdue' ? OPEN_STATES : [state];
}

/** The days between which a due date has to be: `from` and `to` included; a null one is beyond them. */
export function dueBetween(filter: CompletionFilter): {
  from: CivilDate | undefined;
  to: CivilDate | undefined;
  before: CivilDate | undefined;
} {
  const asksOpen = OPEN_STATES.some((one) => one === filter.state);
  const days = [filter.dueFrom, asksOpen ? filter.today : undefined].filter(
    (day) => day !== undefined,
  );
  return {
    from: days.toSorted().at(-1),
    to: filter.dueTo,
    before: filter.state === 'overdue' ? filter.today : undefined,
  };
}

/** The condition on `tallies` that says the same of some states; undefined where they do not know it. */
export function tallied(
  filter: CompletionFilter,
  states: readonly Stored[] = storedStates(filter),
): SQL | undefined {
  if (filter.search || filter.managerNumber || filter.under) return undefined;
  const { from, to, before } = dueBetween(filter);
  // They keep due dates of what is open alone.
  if ((from ?? to) !== undefined && !states.every(isOpen)) return undefined;
  return and(
    eq(tallies.policyId, filter.policyId),
    eq(tallies.newest, true),
    gt(tallies.separatedOn, filter.today),
    inArray(tallies.state, [...states]),
    filter.departmentId ? eq(tallies.departmentId, filter.departmentId) : undefined,
    filter.campaignId ? eq(tallies.campaignId, filter.campaignId) : undefined,
    filter.revision ? eq(tallies.revision, filter.revision) : undefined,
    from === undefined ? undefined : gte(tallies.dueOn, from),
    to === undefined ? undefined : lte(tallies.dueOn, to),
    before === undefined ? undefined : lt(tallies.dueOn, before),
  );
}

import { z } from 'zod';
import { COMPLETION_STATES } from '#assignments/standing.ts';
import { isCivilDate, type CivilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { sayRevisionOf } from '#policies/as-of.ts';
import type { Policy } from '#policies/model.ts';
import { dayAsked } from './as-of.ts';
import { GROUPS, type Asked } from './completion-by.ts';
import type { CompletionFilter } from './counted.ts';
import type { List } from './list-table.ts';
import type { Page } from './people-list.ts';

const id = z.string().regex(/^[\w.-]{1,64}$/);
const day = z.string().refine(isCivilDate);
const Query = z.object({
  department: id.optional(),
  campaign: id.optional(),
  revision: id.optional(),
  /** Employee number: everybody below this manager. */
  manager: id.optional(),
  /** Employee number: who reports to this manager directly. */
  reportsTo: id.optional(),
  state: z.enum([...COMPLETION_STATES, 'unsigned']).optional(),
  dueFrom: day.optional(),
  dueTo: day.optional(),
  search: z.string().max(200).optional(),
  after: id.optional(),
  before: id.optional(),
});

/** The list of an address, of the day it asks for, and which page of it. */
export function listAsked(
  params: URLSearchParams,
  policies: readonly Policy[],
  { today, timeZone }: { today: CivilDate; timeZone: string },
): { list: List; at: Pick<Page, 'after' | 'before'> } {
  const { filter, at } = completionQuery(params, policies, today);
  return { list: { filter, on: dayAsked(params.get('asOf'), today), timeZone }, at };
}

/** What the report of an address is of: `?policy=…&by=manager&asOf=…`. */
export function reportAsked(
  params: URLSearchParams,
  policies: readonly Policy[],
  { today, timeZone }: { today: CivilDate; timeZone: string },
): Asked {
  const by = GROUPS.find((group) => group === (params.get('by') || 'department'));
  if (!by) {
    const sentence = 'Group by department, manager, campaign or revision.';
    throw new Refusal('bad-input', sentence, 'by');
  }
  const { id: policyId } = policyAsked(params.get('policy') || undefined, policies);
  const sayRevision = (revision: string) => sayRevisionOf(policies, policyId, revision);
  return { policyId, by, on: dayAsked(params.get('asOf'), today), today, timeZone, sayRevision };
}

/**
 * The list's filter from an address: `?policy=…&department=…&state=unsigned&search=…&after=…`. Empty
 * fields of the filter form mean "any"; a value that is no choice is refused in words.
 */
export function completionQuery(
  params: URLSearchParams,
  policies: readonly Policy[],
  today: string,
): { filter: CompletionFilter; at: { after?: string | undefined; before?: string | undefined } } {
  const given = Object.fromEntries([...params].filter(([, value]) => value.trim() !== ''));
  const policy = policyAsked(given['policy'], policies);
  const parsed = Query.safeParse(given);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? 'filter');
    throw new Refusal(
      'bad-input',
      `The list can't be filtered by that \`${field}\`. Clear the filter and choose again.`,
      field,
    );
  }
  if (parsed.data.search?.trim().length === 1) {
    const sentence = 'Type at least two characters of a name or an employee number.';
    throw new Refusal('bad-input', sentence, 'search');
  }
  const {
    department,
    campaign,
    revision,
    manager,
    reportsTo,
    state,
    dueFrom,
    dueTo,
    search,
    after,
    before,
  } = parsed.data;
  return {
    filter: {
      policyId: policy.id,
      today,
      departmentId: department,
      campaignId: campaign,
      revision,
      under: manager,
      managerNumber: reportsTo,
      state,
      dueFrom,
      dueTo,
      search: search?.trim(),
    },
    at: { after, before },
  };
}

/** The policy an address names, or the first. Refuses one there is not. */
export function policyAsked(id: string | undefined, policies: readonly Policy[]): Policy {
  const policy = policies.find((candidate) => candidate.id === (id ?? policies[0]?.id));
  if (policy) return policy;
  throw new Refusal('bad-input', 'There is no such policy. Choose one from the list.');
}

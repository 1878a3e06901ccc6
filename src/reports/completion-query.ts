import { z } from 'zod';
import { COMPLETION_STATES } from '#assignments/standing.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import type { CompletionFilter } from './completion.ts';

const Query = z.object({
  department: z.string().max(64).optional(),
  state: z.enum(COMPLETION_STATES).optional(),
  search: z.string().max(200).optional(),
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
});

/**
 * The list's filter from an address: `?policy=…&department=…&state=…&search=…&page=2`. Empty fields
 * of the filter form mean "any"; a value that is no choice is refused in words.
 */
export function completionQuery(
  params: URLSearchParams,
  policies: readonly Policy[],
  today: string,
): { filter: CompletionFilter; page: number } {
  const given = Object.fromEntries([...params].filter(([, value]) => value.trim() !== ''));
  const policy = policies.find((candidate) => candidate.id === (given.policy ?? policies[0]?.id));
  if (!policy) throw new Refusal('bad-input', 'There is no such policy. Choose one from the list.');
  const parsed = Query.safeParse(given);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? 'filter');
    throw new Refusal(
      'bad-input',
      `The list can't be filtered by that \`${field}\`. Clear the filter and choose again.`,
      field,
    );
  }
  const { department, state, search, page } = parsed.data;
  return {
    filter: { policyId: policy.id, today, departmentId: department, state, search: search?.trim() },
    page,
  };
}

import type { Kept } from '#people/history.ts';
import type { Problem } from './problem.ts';

/** In the order of the page; a person is in the first that fits. */
export const KINDS = ['leaving', 'returning', 'new', 'moved', 'changed'] as const;
export type Kind = (typeof KINDS)[number];

/** What a roster would do with one person. */
export type Item = {
  kind: Kind;
  number: string;
  name: string;
  /** What is said otherwise, in words; of a new person, where they begin. */
  fields: { what: string; from: string; to: string }[];
  /** As they are kept now; undefined for a new person. */
  before: Kept | undefined;
  next: Kept;
  leave: LeaveChange | undefined;
};

/** Days off as the roster tells of them: noted, or with another day back. */
export type LeaveChange = { fromOn: string; backOn: string | null; known: boolean };

/** A department that the portal does not know; `like` is one it knows of nearly that name. */
export type NewDepartment = { id: string; name: string; like: string | undefined };

/** What taking a roster over would do, and nothing is done yet. */
export type Plan = {
  items: Item[];
  departments: NewDepartment[];
  unchanged: number;
  /** Employed today, before anything changes. */
  employed: number;
  /** Why it cannot be taken over; then the rest is not to be shown. */
  problems: Problem[];
  /** Names the file, the day and every change shown: another state is another hash. */
  hash: string;
};

export function countsOf({ items, unchanged }: Plan): Record<Kind | 'unchanged', number> {
  const counts = { leaving: 0, returning: 0, new: 0, moved: 0, changed: 0, unchanged };
  for (const { kind } of items) counts[kind] += 1;
  return counts;
}

/** More than one in ten leaving may be half a file: then HR types how many leave. */
export function needsCount(plan: Plan): boolean {
  return countsOf(plan).leaving * 10 > plan.employed;
}

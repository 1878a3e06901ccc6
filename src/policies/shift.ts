import type { Condition, FactId, Norm, Value } from '#rules/model.ts';

/** The values of a fact that a condition names beside those it named, and those it no longer names. */
export type Shift = { name: string; fact: FactId; more: string[]; fewer: string[] };

/**
 * The one shift that makes one norm's conditions the other's; undefined where they differ otherwise, or
 * in anything else that decides. Norms with the same shift changed by one and the same redefinition.
 */
export function onlyShift(was: Norm, is: Norm): Shift | undefined {
  const same = was.effect === is.effect && was.strength === is.strength && was.bearer === is.bearer;
  if (!same || was.unless.length !== is.unless.length || !was.wrong !== !is.wrong) return undefined;
  const pairs: [Condition, Condition][] = [
    [was.when, is.when],
    ...(was.wrong && is.wrong ? [[was.wrong, is.wrong] as [Condition, Condition]] : []),
    ...was.unless.map((one, at): [Condition, Condition] => [one.when, is.unless[at]!.when]),
  ];
  const found = pairs.map(([older, newer]) => shiftsBetween(older, newer));
  if (found.some((shifts) => shifts === undefined)) return undefined;
  const shifts = found.flatMap((shifts) => shifts!);
  return new Set(shifts.map(({ name }) => name)).size === 1 ? shifts[0] : undefined;
}

/** Each shift of what a norm is about, whatever else of it changed; none where that is built otherwise. */
export function shiftsBeside(was: Norm, is: Norm): Shift[] {
  return shiftsBetween(was.when, is.when) ?? [];
}

/** At each fact that differs; undefined where the conditions are built otherwise. */
function shiftsBetween(older: Condition, newer: Condition): Shift[] | undefined {
  if (older.k === 'is' && newer.k === 'is') {
    if (older.fact !== newer.fact) return undefined;
    const more = beyond(newer.in, older.in);
    const fewer = beyond(older.in, newer.in);
    if (more.length + fewer.length === 0) return [];
    return [{ name: JSON.stringify([older.fact, more, fewer]), fact: older.fact, more, fewer }];
  }
  if (older.k === 'not' && newer.k === 'not') return shiftsBetween(older.of, newer.of);
  if (older.k === 'is' || newer.k === 'is' || older.k === 'not' || newer.k === 'not')
    return undefined;
  if (older.k !== newer.k || older.of.length !== newer.of.length) return undefined;
  const parts = older.of.map((part, at) => shiftsBetween(part, newer.of[at]!));
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part!);
}

const beyond = (values: readonly Value[], known: readonly Value[]) =>
  values
    .filter((value) => !known.includes(value))
    .map(String)
    .sort();

import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { isCivilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { departments, employees, ROLES, type Audience } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';

type Tracked = Pick<Policy, 'id' | 'tracks'>;

/** Roles that an audience may ask for, as people say them. */
export const ROLE_WORDS: Record<(typeof ROLES)[number], string> = {
  manager: 'Managers',
  hr: 'Human Resources',
  auditor: 'Auditors',
  admin: 'Admins',
};

/**
 * The condition, over `employees AS e`, of who is in an audience on a day: employed on it, named, or
 * spoken of by every list that is there; and not excepted.
 */
export function isInAudience(policy: Tracked, audience: Audience, on: CivilDate): SQL {
  return sql`(${isReached(policy, audience, on)} AND NOT ${isExcepted(audience)})`;
}

/** The same with the people excepted, who are told of apart. */
export function isReached(policy: Tracked, audience: Audience, on: CivilDate): SQL {
  return sql`(e.hired_on <= ${on} AND (e.separated_on IS NULL OR e.separated_on > ${on})
    AND (${isNamed(audience)} OR ${isInLists(policy, audience)}))`;
}

export function isExcepted({ except = [] }: Audience): SQL {
  return except.length === 0 ? sql`0` : sql`(e.number IN ${oneOf(except)})`;
}

export function isNamed({ people = [] }: Audience): SQL {
  return people.length === 0 ? sql`0` : sql`(e.number IN ${oneOf(people)})`;
}

function isInLists(policy: Tracked, audience: Audience): SQL {
  const { everyone, departments = [], tracks = [], roles = [], hiredSince } = audience;
  const lists = [
    departments.length > 0 && sql`e.department_id IN ${oneOf(departments)}`,
    tracks.length > 0 && isInTracks(policy, tracks),
    roles.length > 0 &&
      sql`(EXISTS (SELECT 1 FROM role_grants AS g
        WHERE g.employee_number = e.number AND g.role IN ${oneOf(roles)})
        ${roles.includes('manager') ? sql`OR ${HAS_REPORTS}` : sql``})`,
    hiredSince !== undefined && sql`e.hired_on >= ${hiredSince}`,
  ].filter((list) => list !== false);
  if (lists.length > 0) return sql`(${sql.join(lists, sql` AND `)})`;
  return everyone ? sql`1` : sql`0`;
}

/** Whoever people report to, with the role or without, is a manager. */
const HAS_REPORTS = sql`EXISTS (SELECT 1 FROM employees AS r
  WHERE r.manager_number = e.number AND r.separated_on IS NULL)`;

/** As `tracksOf` in src/training says it of one person. */
function isInTracks(policy: Tracked, tracks: readonly string[]): SQL {
  const withReports = policy.tracks.some(
    ({ id, comesWith }) => comesWith === 'reports' && tracks.includes(id),
  );
  return sql`(
    e.department_id IN (SELECT t.department_id FROM department_tracks AS t
      WHERE t.policy_id = ${policy.id} AND t.track IN ${oneOf(tracks)})
    OR EXISTS (SELECT 1 FROM person_tracks AS t WHERE t.employee_number = e.number
      AND t.policy_id = ${policy.id} AND t.track IN ${oneOf(tracks)})
    ${withReports ? sql`OR ${HAS_REPORTS}` : sql``})`;
}

/** One value however long the list is. */
function oneOf(values: readonly string[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

/**
 * The audience as it is kept: no empty lists, employee numbers as they are written here. Refuses what
 * does not exist and an audience of nobody.
 */
export async function settleAudience(
  read: Pick<Reader, 'select'>,
  policy: Tracked,
  asked: Audience,
): Promise<Audience> {
  const { everyone, departments: places = [], tracks = [], roles = [], hiredSince } = asked;
  const known = await read
    .select({ id: departments.id })
    .from(departments)
    .where(inArray(departments.id, places));
  const people = await settleNumbers(read, asked.people ?? [], 'people');
  const except = await settleNumbers(read, asked.except ?? [], 'except');
  const lists = places.length + tracks.length + roles.length + (hiredSince === undefined ? 0 : 1);
  if (known.length < new Set(places).size || (!everyone && lists + people.length === 0)) {
    throw refuse(
      'Choose everyone, or one or more departments, tracks, roles or people.',
      'audience',
    );
  }
  if (tracks.some((id) => !policy.tracks.some((track) => track.id === id))) {
    throw refuse(`Choose tracks of this policy from the list.`, 'audience');
  }
  if (roles.some((role) => !ROLES.some((one) => one === role))) {
    throw refuse('Choose roles from the list.', 'audience');
  }
  if (hiredSince !== undefined && !isCivilDate(hiredSince)) {
    throw refuse('Give the hire date as a day that exists, like 2026-03-09.', 'hiredSince');
  }
  return {
    ...(lists === 0 && everyone ? { everyone: true as const } : {}),
    ...(places.length > 0 ? { departments: [...new Set(places)].sort() } : {}),
    ...(tracks.length > 0 ? { tracks: [...new Set(tracks)].sort() } : {}),
    ...(roles.length > 0 ? { roles: [...new Set(roles)].sort() } : {}),
    ...(hiredSince === undefined ? {} : { hiredSince }),
    ...(people.length > 0 ? { people } : {}),
    ...(except.length > 0 ? { except } : {}),
  };
}

/** Numbers are typed in any case. */
async function settleNumbers(
  read: Pick<Reader, 'select'>,
  typed: readonly string[],
  field: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const one of new Set(typed)) {
    const [person] = await read
      .select({ number: employees.number })
      .from(employees)
      .where(eq(sql`lower(${employees.number})`, one.toLowerCase()));
    if (!person) throw refuse(`No employee has the number ${one}. Look at it again.`, field);
    found.push(person.number);
  }
  return [...new Set(found)].sort();
}

/** Who is asked, in a sentence without its period. */
export function sayAudience(
  audience: Audience,
  policy: Tracked,
  departmentName: (id: string) => string,
): string {
  const {
    departments = [],
    tracks = [],
    roles = [],
    hiredSince,
    people = [],
    except = [],
  } = audience;
  const title = (id: string) => policy.tracks.find((track) => track.id === id)?.title ?? id;
  const lists = [
    departments.length > 0 && `in ${listOf(departments.map(departmentName))}`,
    tracks.length > 0 &&
      `of the ${tracks.length > 1 ? 'tracks' : 'track'} ${listOf(tracks.map(title))}`,
    roles.length > 0 && `with the role ${listOf(roles)}`,
    hiredSince !== undefined && `hired on ${sayDay(hiredSince)} or later`,
  ].filter((list) => list !== false);
  const parts = [
    audience.everyone ? 'Everyone employed' : lists.length > 0 && `Everyone ${lists.join(', ')}`,
    people.length > 0 && `${people.length === 1 ? '1 person' : `${people.length} people`} by name`,
  ].filter((part) => part !== false);
  const left =
    except.length > 0
      ? `, except ${except.length === 1 ? '1 person' : `${except.length} people`}`
      : '';
  return `${parts.join(', and ')}${left}`;
}

function listOf(words: readonly string[]): string {
  return new Intl.ListFormat('en-US', { type: 'disjunction' }).format(words);
}

function refuse(sentence: string, field: string): Refusal {
  return new Refusal('bad-input', sentence, field);
}

import { setImmediate as breath } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { lessonsAsked } from '#training/path.ts';

/** The rule printed with these figures. */
export const WHO_IS_COUNTED =
  'Counted: everybody employed today, each once, by the newest revision they have signed and not taken ' +
  'back. Whom a campaign asks, and when, you decide when you make it.';

/** Somebody whom a revision concerns. */
export type Touched = {
  number: string;
  publicId: string;
  name: string;
  department: string;
  /** The revision they last signed; null: none. */
  since: string | null;
  /** About how long it takes them; 0: nothing that binds them changed. */
  minutes: number;
  /** On leave today. */
  onLeave: boolean;
  /** In the middle of an earlier revision: they finish under what they began with. */
  begun: boolean;
};

/** Those who last signed the same revision. */
export type SinceGroup = {
  since: string | null;
  people: number;
  concerned: number;
  least: number;
  most: number;
};

export type BlastRadius = {
  people: Touched[];
  groups: SinceGroup[];
  /** With something to read and answer before they sign. */
  concerned: number;
  onLeave: number;
  begun: number;
};

/** So many people are read at a time: the portal answers others between. */
const AT_ONCE = 1000;

/**
 * Whom a revision concerns if everybody is asked: by what they last signed, how long it takes them, who
 * is away or in the middle of an earlier one. Longest first, then by name. Assigns and sends nothing.
 */
export async function blastRadius(
  read: Pick<Reader, 'all'>,
  asked: { policy: Policy; revision: Revision; today: CivilDate },
): Promise<BlastRadius> {
  const { policy, revision, today } = asked;
  const rows = await everybody(read, policy, revision, today);
  const estimate = estimateFor(revision);
  const people = rows
    .map(({ tracks, onLeave, begun, ...person }): Touched => ({
      ...person,
      onLeave: onLeave === 1,
      begun: begun === 1,
      minutes: estimate(person.since, JSON.parse(tracks) as string[]),
    }))
    .sort((a, b) => b.minutes - a.minutes || a.name.localeCompare(b.name));
  return {
    people,
    groups: groupsOf(people),
    concerned: people.filter(({ minutes }) => minutes > 0).length,
    onLeave: people.filter(({ onLeave }) => onLeave).length,
    begun: people.filter(({ begun }) => begun).length,
  };
}

/**
 * About how many minutes a revision takes whoever last signed `since` and is on these tracks, by what
 * their training would ask: never signed, all lessons that bind them; otherwise what changed of these.
 */
export function estimateFor(
  revision: Revision,
): (since: string | null, tracks: readonly string[]) => number {
  const known = new Map<string, number>();
  return (since, tracks) => {
    const key = JSON.stringify([since, tracks.toSorted()]);
    let minutes = known.get(key);
    if (minutes === undefined) {
      minutes = minutesFor(revision, since, new Set(tracks));
      known.set(key, minutes);
    }
    return minutes;
  };
}

function minutesFor(revision: Revision, since: string | null, tracks: ReadonlySet<string>): number {
  if (since === revision.id) return 0;
  // What this revision does not know of is read as if it were new.
  const amends = since !== null && revision.earlier.some(({ id }) => id === since);
  const lessons = lessonsAsked(revision, { path: amends ? 'changes' : 'full', since }, tracks);
  return lessons.reduce((sum, { minutes }) => sum + minutes, 0);
}

type Row = Omit<Touched, 'minutes' | 'onLeave' | 'begun'> & {
  tracks: string;
  onLeave: number;
  begun: number;
};

/** Everybody employed, with what they last signed and the tracks they are on. */
async function everybody(
  read: Pick<Reader, 'all'>,
  policy: Policy,
  revision: Revision,
  today: CivilDate,
): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const some = await someAfter(read, { policy, revision, today }, all.at(-1)?.number ?? '');
    all.push(...some);
    if (some.length < AT_ONCE) return all;
    await breath();
  }
}

function someAfter(
  read: Pick<Reader, 'all'>,
  { policy, revision, today }: { policy: Policy; revision: Revision; today: CivilDate },
  after: string,
): Promise<Row[]> {
  const withReports = policy.tracks.filter(({ comesWith }) => comesWith === 'reports');
  const reports = JSON.stringify(withReports.map(({ id }) => id));
  return read.all<Row>(sql`
    SELECT e.number, e.public_id AS publicId, e.name, d.name AS department,
      (SELECT s.revision FROM standings AS s
        WHERE s.employee_number = e.number AND s.policy_id = ${policy.id} AND s.state = 'attested'
        ORDER BY s.signed_at DESC, s.assignment_id DESC LIMIT 1) AS since,
      EXISTS (SELECT 1 FROM leaves AS l WHERE l.employee_number = e.number
        AND l.from_on <= ${today} AND (l.back_on IS NULL OR l.back_on > ${today})) AS onLeave,
      EXISTS (SELECT 1 FROM standings AS s
        WHERE s.employee_number = e.number AND s.policy_id = ${policy.id} AND s.newest
          AND s.state = 'in-progress' AND s.revision <> ${revision.id}) AS begun,
      (SELECT json_group_array(track) FROM (
        SELECT t.track FROM department_tracks AS t
          WHERE t.policy_id = ${policy.id} AND t.department_id = e.department_id
        UNION SELECT p.track FROM person_tracks AS p
          WHERE p.policy_id = ${policy.id} AND p.employee_number = e.number
        UNION SELECT value FROM json_each(${reports})
          WHERE EXISTS (SELECT 1 FROM employees AS r
            WHERE r.manager_number = e.number AND r.separated_on IS NULL))) AS tracks
    FROM employees AS e JOIN departments AS d ON d.id = e.department_id
    WHERE e.number > ${after} AND e.hired_on <= ${today}
      AND (e.separated_on IS NULL OR e.separated_on > ${today})
    ORDER BY e.number LIMIT ${AT_ONCE}`);
}

function groupsOf(people: readonly Touched[]): SinceGroup[] {
  return [...Map.groupBy(people, ({ since }) => since)]
    .map(([since, its]) => {
      const minutes = its.map((one) => one.minutes);
      return {
        since,
        people: its.length,
        concerned: minutes.filter((one) => one > 0).length,
        least: minutes.reduce((least, one) => Math.min(least, one), Infinity),
        most: minutes.reduce((most, one) => Math.max(most, one), 0),
      };
    })
    .sort((a, b) => (b.since ?? '').localeCompare(a.since ?? ''));
}

import { sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import type { assignments, SIGNED_HOW, TERM_KINDS } from '#db/schema/index.ts';

/** Where somebody was, from a day on and up to another one. */
export type Place = {
  fromOn: CivilDate;
  toOn: CivilDate | null;
  name: string;
  title: string;
  departmentId: string;
  managerNumber: string | null;
};

/** All that happened to one assignment, with its instants in milliseconds. */
export type Life = {
  id: string;
  campaignId: string;
  revision: string;
  path: (typeof assignments.$inferSelect)['path'];
  dueOn: CivilDate;
  assignedAt: number;
  attestationId: string | null;
  how: (typeof SIGNED_HOW)[number] | null;
  /** On paper: the day it was signed, not the one it was entered. */
  signedAt: number | null;
  withdrawnAt: number | null;
  correctedAt: number | null;
  /** The first lesson opened or check begun. */
  begunAt: number | null;
  /** In the order written. */
  terms: { kind: (typeof TERM_KINDS)[number]; dueOn: CivilDate | null; at: number }[];
  declines: { at: number; answeredAt: number | null }[];
};

export type PersonThen = {
  number: string;
  publicId: string;
  /** In order of days. */
  places: Place[];
  /** Of one policy, in the order assigned. */
  lives: Life[];
};

/** So many people are read at a time; meanwhile the portal answers others. */
const AT_ONCE = 500;

/**
 * Everybody who was ever assigned a policy, in the order of their numbers from one on, with all that
 * happened to each assignment.
 */
export async function* everyLife(
  read: Pick<Reader, 'all'>,
  policyId: string,
  after = '',
): AsyncGenerator<PersonThen> {
  for (let last = after; ;) {
    const numbers = await read.all<{ number: string; publicId: string }>(sql`
      SELECT number, public_id AS publicId FROM employees WHERE number > ${last}
      ORDER BY number LIMIT ${AT_ONCE}`);
    const upTo = numbers.at(-1)?.number;
    if (upTo === undefined) return;
    const within = sql`employee_number BETWEEN ${numbers[0]!.number} AND ${upTo}`;
    const people = new Map<string, PersonThen>(
      numbers.map((person) => [person.number, { ...person, places: [], lives: [] }]),
    );
    const lives = await read.all<Record<string, unknown>>(sql`
      SELECT a.id AS id, a.employee_number AS number, a.campaign_id AS campaignId, a.revision AS revision, a.path AS path,
        a.due_on AS dueOn, a.assigned_at AS assignedAt, s.id AS attestationId, s.how AS how,
        s.signed_at AS signedAt,
        (SELECT min(r.at) FROM records AS r WHERE r.about = s.id AND r.kind = 'correction'
          AND CASE WHEN r.record <> '' THEN json_extract(r.record, '$.withdrawn') END) AS withdrawnAt,
        (SELECT min(r.at) FROM records AS r WHERE r.about = s.id AND r.kind = 'correction') AS correctedAt,
        (SELECT min(p.opened_at) FROM lesson_progress AS p WHERE p.assignment_id = a.id) AS openedAt,
        (SELECT min(p.started_at) FROM attempts AS p WHERE p.assignment_id = a.id) AS startedAt,
        (SELECT json_group_array(json_object('kind', t.kind, 'dueOn', t.due_on, 'at', t.at))
          FROM (SELECT * FROM assignment_terms WHERE assignment_id = a.id ORDER BY id) AS t) AS terms,
        (SELECT json_group_array(json_object('at', r.at, 'answeredAt',
            (SELECT min(d.at) FROM decline_answers AS d WHERE d.record_id = r.id)))
          FROM records AS r WHERE r.about = a.id AND r.kind = 'decline' AND r.record <> '') AS declines
      FROM assignments AS a LEFT JOIN attestations AS s ON s.assignment_id = a.id
      WHERE a.policy_id = ${policyId} AND a.${within} ORDER BY a.assigned_at, a.id`);
    for (const { number, openedAt, startedAt, terms, declines, ...life } of lives) {
      people.get(number as string)?.lives.push({
        ...(life as Omit<Life, 'begunAt' | 'terms' | 'declines'>),
        begunAt: earlier(openedAt as number | null, startedAt as number | null),
        terms: JSON.parse(terms as string) as Life['terms'],
        declines: JSON.parse(declines as string) as Life['declines'],
      });
    }
    const places = await read.all<Place & { number: string }>(sql`
      SELECT employee_number AS number, from_on AS fromOn, to_on AS toOn, name, title,
        department_id AS departmentId, manager_number AS managerNumber
      FROM placements WHERE ${within} ORDER BY employee_number, from_on`);
    for (const { number, ...place } of places) people.get(number)?.places.push(place);
    for (const person of people.values()) if (person.lives.length > 0) yield person;
    last = upTo;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

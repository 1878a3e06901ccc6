import { createClient, type Client } from '@libsql/client';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { publishRelease } from '#policies/publish.ts';
import { peopleOfTown, type Townsperson } from './townspeople.ts';

/** The day of all reports of the town. */
export const TODAY = '2026-11-22';
export const NOW = new Date(`${TODAY}T18:00:00Z`);
export const ZONE = 'America/Chicago';
/** Of Human Resources: the first below the mayor. */
export const HR = 'E000001';

/**
 * Five campaigns, each of a policy of its own, so that everybody's five assignments all count: new
 * hires by days, one long over, one just overdue, one under way, one just begun. `signed`, `begun`: how many in a thousand.
 */
const CAMPAIGNS = [
  { at: '2019-01-07', due: { days: 30 }, signed: 970, begun: 10 },
  { at: '2026-04-06', due: { on: '2026-06-30' }, signed: 950, begun: 20 },
  { at: '2026-10-05', due: { on: '2026-11-15' }, signed: 800, begun: 80 },
  { at: '2026-10-26', due: { on: '2026-12-11' }, signed: 500, begun: 200 },
  { at: '2026-11-16', due: { on: '2027-01-29' }, signed: 50, begun: 100 },
] as const;

/** The policies of a town: the same text five times. The one under way comes first. */
export function policiesOfTown(policy: Policy): Policy[] {
  return [3, 0, 1, 2, 4].map((n) => ({ ...policy, id: policyId(n) }));
}

const policyId = (n: number) => (n === 3 ? 'social-media' : `policy-${n}`);
const campaignId = (n: number) => `campaign-${n}-of-the-town`;

/**
 * Makes the file of a town: people in a tree of managers, some moved, some gone, and five campaigns
 * assigned to all of them. With `quick`, triggers and indexes rest meanwhile and what they keep
 * (`standings`, `tallies`, `name_pieces`) is computed at once, by the triggers' own words; otherwise
 * they do their work row by row, as for the portal. `tests/bench/town-database.test.ts` compares.
 */
export async function makeTown(
  file: string,
  { people, revision, quick }: { people: number; revision: Revision; quick: boolean },
): Promise<void> {
  const url = `file:${file}`;
  const db = await openDatabase({ url });
  await migrateDatabase(db);
  await publishRelease(db, revision, 'system', NOW);
  await db.close();
  const client = createClient({ url, concurrency: 1 });
  for (const set of ['synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -200000']) {
    await client.execute(`PRAGMA ${set}`);
  }
  const resting = quick ? await rest(client) : undefined;
  await writePeople(client, peopleOfTown(people, TODAY));
  for (const [n, campaign] of CAMPAIGNS.entries()) {
    await writeCampaign(client, {
      n,
      ...campaign,
      revision: revision.id,
      release: revision.releaseSha256,
      people,
    });
  }
  if (resting) {
    // The computing reads by indexes: all but those of what it fills.
    const isOfKept = ({ sql }: Resting) => / ON `(standings|tallies|name_pieces)`/.test(sql);
    const [later, sooner] = [resting.filter(isOfKept), resting.filter((one) => !isOfKept(one))];
    const indexes = sooner.filter(({ type }) => type === 'index');
    for (const { sql } of indexes) await client.execute(sql);
    await keepAtOnce(client, resting);
    const triggers = sooner.filter(({ type }) => type === 'trigger');
    for (const { sql } of [...later, ...triggers]) await client.execute(sql);
  }
  await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  client.close();
}

type Resting = { type: string; name: string; sql: string };

/** Drops triggers and indexes; what makes them again. */
async function rest(client: Client): Promise<Resting[]> {
  const { rows } = await client.execute(
    `SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY rowid`,
  );
  const resting = rows.map((row) => ({ ...row }) as unknown as Resting);
  for (const { type, name } of resting) await client.execute(`DROP ${type} "${name}"`);
  return resting;
}

async function writePeople(client: Client, people: Townsperson[]): Promise<void> {
  await client.execute(`INSERT INTO departments SELECT DISTINCT value ->> 'departmentId',
    'Department ' || (value ->> 'departmentId') FROM json_each('${JSON.stringify(
      [...new Set(people.map(({ departmentId }) => departmentId))].map((departmentId) => ({
        departmentId,
      })),
    )}')`);
  for (let from = 0; from < people.length; from += 5000) {
    const given = JSON.stringify(people.slice(from, from + 5000));
    await client.execute({
      sql: `INSERT INTO employees (number, public_id, name, title, mail, department_id, manager_number, hired_on, separated_on)
        SELECT value ->> 'number', value ->> 'publicId', value ->> 'name', value ->> 'title', value ->> 'mail',
          value ->> 'departmentId', value ->> 'managerNumber', value ->> 'hiredOn', value ->> 'separatedOn'
        FROM json_each(?)`,
      args: [given],
    });
    await client.execute({
      sql: `INSERT INTO placements (employee_number, from_on, to_on, name, title, department_id, manager_number)
        SELECT person.value ->> 'number', it.value ->> 'fromOn', it.value ->> 'toOn', person.value ->> 'name',
          person.value ->> 'title', it.value ->> 'departmentId', person.value ->> 'managerNumber'
        FROM json_each(?) AS person, json_each(person.value, '$.placements') AS it`,
      args: [given],
    });
  }
}

type Writing = {
  n: number;
  at: string;
  due: { days: number } | { on: string };
  signed: number;
  begun: number;
  revision: string;
  release: string;
  people: number;
};

/** A number below 1000 that tells people and campaigns apart and is the same in each run. */
const DRAW = (salt: number) => `((p.at * ${7919 + salt * 15_485_863}) % 1000003 / 1001)`;

async function writeCampaign(client: Client, campaign: Writing): Promise<void> {
  const { n, at, due, signed, begun, revision, release, people } = campaign;
  const [id, policy] = [campaignId(n), policyId(n)];
  const made = new Date(`${at}T15:00:00Z`).getTime();
  const run = (sql: string) => client.execute(sql);
  await run(`INSERT INTO campaigns (id, policy_id, revision, name, audience, due, cycle, reminders, escalate_after,
      expected, filled_at, created_at, created_by)
    VALUES ('${id}', '${policy}', '${revision}', 'Campaign ${n}', '{"everyone":true}', '${JSON.stringify(due)}',
      '{"kind":"${'days' in due ? 'standing' : 'once'}"}', '[]', 7, ${people}, ${made}, ${made}, '${HR}')`);
  await run(`CREATE TEMP TABLE p AS SELECT row_number() OVER (ORDER BY number) AS at, number, hired_on, separated_on,
    '' AS id FROM employees`);
  await run(`UPDATE p SET id = printf('%06dcampaign%08d', (at * 611953) % 1000003, ${n})`);
  const since = `max(hired_on, '${at}')`;
  await run(`INSERT INTO assignments (id, campaign_id, round, employee_number, policy_id, revision, due_on, because,
      assigned_at, assigned_by)
    SELECT id, '${id}', '', number, '${policy}', '${revision}',
      ${'days' in due ? `date(${since}, '+${due.days} days')` : `'${due.on}'`}, 'works for the City',
      ${'days' in due ? `unixepoch(${since}) * 1000 + 54000000` : made}, '${HR}' FROM p`);
  // Whoever was hired lately has had less time.
  const hasSigned =
    'days' in due
      ? `(${DRAW(n)} < ${signed} AND p.hired_on < '2026-10-15' OR ${DRAW(n)} < 400)`
      : `${DRAW(n)} < ${signed}`;
  const waits = `(NOT ${hasSigned})`;
  const changed = (kind: string, from: number, to: number, dueOn: string) =>
    run(`INSERT INTO assignment_terms (assignment_id, kind, due_on, because, at, by)
      SELECT id, '${kind}', ${dueOn}, 'for the bench', ${made + 86_400_000}, '${HR}' FROM p
      WHERE ${waits} AND ${DRAW(n + 10)} >= ${from} AND ${DRAW(n + 10)} < ${to} ORDER BY number`);
  await changed('extended', 0, 30, `date('2026-12-01', '+' || (at % 60) || ' days')`);
  await changed('leave', 30, 34, 'NULL');
  await changed('exempted', 34, 44, 'NULL');
  await run(`INSERT INTO attestations (id, assignment_id, employee_number, policy_id, revision, sha256, record, signed_at)
    SELECT printf('%06dsigned%010d', (at * 611953) % 1000003, ${n}), id, number, '${policy}', '${revision}',
      printf('%064d', at * 10 + ${n}), '{"schema":"policy-attestation/2"}', ${made} + at % 1000 * 600000 FROM p WHERE ${hasSigned}`);
  await run(`INSERT INTO records (id, kind, about, employee_number, sha256, record, at, by)
    SELECT printf('%06dwillnot%09d', at, ${n}), 'decline', id, number, printf('%063dd', at * 10 + ${n}), '{}', ${made}, number
    FROM p WHERE ${waits} AND ${DRAW(n + 30)} < 2`);
  const hasBegun = `${waits} AND ${DRAW(n)} < ${signed + begun}`;
  await run(`INSERT INTO lesson_progress (assignment_id, lesson, opened_at, read_at, lesson_sha256)
    SELECT id, 'C.1-purpose', ${made}, ${made}, '' FROM p WHERE ${hasBegun}`);
  // One in fifty took a check three times; most of them have signed since.
  await run(`INSERT INTO attempts (id, assignment_id, lesson, kind, number, release_sha256, started_at, closed_at)
    SELECT printf('%016d%03d%03d', p.at, ${n}, value), p.id, 'C.1-purpose', 'graded', value, '${release}', ${made}, ${made} + p.at * 1000
    FROM p, json_each('[1,2,3]') WHERE (${hasSigned} OR ${hasBegun}) AND ${DRAW(n + 20)} < 20`);
  await run('DROP TABLE temp.p');
}

/** What triggers keep, for all rows at once and by their own words. */
async function keepAtOnce(client: Client, triggers: readonly Resting[]): Promise<void> {
  const wordsOf = (trigger: string) => triggers.find(({ name }) => name === trigger)?.sql ?? '';
  const ofOnePerson =
    /WHERE assigned\.`employee_number` = NEW\.`employee_number` AND assigned\.`policy_id` = NEW\.`policy_id`/;
  const stand = /INSERT INTO `standings`[^]*;/.exec(wordsOf('restand_now'))?.[0] ?? '';
  if (!ofOnePerson.test(stand)) throw new Error('`restand_now` says something else by now');
  await client.execute(stand.replace(ofOnePerson, ''));
  const count = /INSERT INTO `tallies` VALUES \(([^]*), 1\)\s+ON CONFLICT/.exec(
    wordsOf('standings_count'),
  );
  if (!count) throw new Error('`standings_count` says something else by now');
  await client.execute(`INSERT INTO tallies SELECT ${count[1]!.replaceAll('NEW.', '')}, count(*)
    FROM standings GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`);
  await client.execute(`INSERT OR IGNORE INTO name_pieces
    SELECT DISTINCT substr(lower(' ' || name || ' ' || number), at, 3) AS piece, name, number
    FROM employees, places_in_a_name WHERE at <= length(name) + length(number) ORDER BY 1, 2, 3`);
}

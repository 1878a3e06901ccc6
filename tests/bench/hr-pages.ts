import { createClient, type InStatement } from '@libsql/client';
import { countOpenDeclines } from '#attestations/read-declines.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { lastNudges, onLeave } from '#assignments/nudge.ts';
import { findPeople } from '#people/find-people.ts';
import { departmentsInOrder } from '#people/person.ts';
import type { Policy } from '#policies/model.ts';
import { countOpen } from '#questions/read-questions.ts';
import { campaignsOf } from '#reports/campaigns-of.ts';
import { completionByDepartment, completionPage } from '#reports/completion.ts';
import type { CompletionFilter } from '#reports/counted.ts';
import { teamOf } from '#reports/team.ts';
import { twentyAtOnce } from './at-once.ts';
import { compare, type Figure } from './compare.ts';
import { NOW, policiesOfTown, TODAY } from './town-database.ts';
import { numberOf } from './townspeople.ts';

/** Milliseconds at p95. */
const LIMIT = 300;
const SIZE = 25;

type Look = {
  name: string;
  /** What a page asks. */
  page: (db: Db) => PromiseLike<unknown>;
  /** The same by hand: no more than the page shows. */
  bare: InStatement[];
};

/** HR's pages of a town: each to a third of the speed of bare SQL, and below 300 ms at p95 with twenty at once. */
export async function benchHrPages(file: string, policy: Policy): Promise<Figure[]> {
  const db = await openDatabase({ url: `file:${file}` });
  const raw = createClient({ url: `file:${file}`, concurrency: 1 });
  const figures: Figure[] = [];
  try {
    for (const { name, page, bare } of looksOf(policiesOfTown(policy))) {
      figures.push(
        await compare({
          name: `${name}, to 1/3 of bare SQL`,
          share: 1 / 3,
          rounds: 9,
          times: 5,
          ours: () => page(db),
          bare: async () => {
            for (const statement of bare) await raw.execute(statement);
          },
        }),
        await twentyAtOnce(name, LIMIT, () => page(db)),
      );
    }
  } finally {
    raw.close();
    await db.close();
  }
  return figures;
}

function looksOf(policies: readonly Policy[]): Look[] {
  const [policy] = policies;
  const { id: policyId } = policy!;
  const list = (
    name: string,
    filter: Partial<CompletionFilter>,
    bare: string,
    at: { after?: string } = {},
  ): Look => ({
    name: `the list of people, ${name}`,
    page: (db) => listPage(db, { policyId, today: TODAY, ...filter }, at),
    bare: [bare, DEPARTMENTS, CAMPAIGNS(filter.policyId ?? policyId)],
  });
  const counted = (rest: string) => `(SELECT sum(count) FROM tallies
    WHERE policy_id = '${policyId}' AND newest = 1 AND separated_on > '${TODAY}' ${rest}) AS total`;
  return [
    {
      name: 'the overview, five policies',
      page: (db) => overview(db, policies),
      bare: policies.flatMap(({ id }) => [
        `SELECT t.department_id, d.name, t.state, t.due_on < '${TODAY}', sum(t.count) FROM tallies AS t
           JOIN departments AS d ON d.id = t.department_id
         WHERE t.policy_id = '${id}' AND t.newest = 1 AND t.separated_on > '${TODAY}' GROUP BY 1, 3, 4`,
        CAMPAIGNS(id),
      ]),
    },
    list('first page', {}, rowsOf(`s.state <> 'exempt'`, counted(`AND state <> 'exempt'`))),
    list(
      'a page deep within',
      {},
      rowsOf(
        `s.state <> 'exempt' AND (s.name, s.employee_number) > ('Yara M. Garcia', 'E05')`,
        counted(`AND state <> 'exempt'`),
      ),
      { after: DEEP },
    ),
    list(
      'who has declined',
      { state: 'declined' },
      rowsOf(`s.state = 'declined'`, counted(`AND state = 'declined'`)),
    ),
    list(
      'who is overdue of a department',
      { state: 'overdue', departmentId: 'd042', policyId: 'policy-2' },
      `SELECT ${COLUMNS}, 0 FROM standings AS s INDEXED BY standings_by_department ${DETAILS}
       WHERE s.policy_id = 'policy-2' AND s.newest = 1 AND s.department_id = 'd042'
         AND s.state IN ('in-progress', 'not-started') AND s.due_on < '${TODAY}'
         AND (s.separated_on IS NULL OR s.separated_on > '${TODAY}')
       ORDER BY s.name LIMIT ${SIZE}`,
    ),
    list(
      'due within two days',
      { state: 'unsigned', dueFrom: '2026-12-20', dueTo: '2026-12-21' },
      `SELECT ${COLUMNS}, 0 FROM standings AS s INDEXED BY standings_open ${DETAILS}
       WHERE s.policy_id = '${policyId}' AND s.newest = 1 AND s.state IN ('in-progress', 'not-started')
         AND s.due_on BETWEEN '2026-12-20' AND '2026-12-21' ORDER BY s.name LIMIT ${SIZE}`,
    ),
    list('a name that many have', { search: 'maria' }, soughtBy('mar', 'maria')),
    list('a name that one has', { search: 'xavier z. zim' }, soughtBy('vie', 'xavier z. zim')),
    {
      name: 'the search for people',
      page: (db) => findPeople(db.read, 'garcia', SIZE),
      bare: [
        `SELECT value FROM json_each('["gar","arc","rci","cia"]')
           ORDER BY (SELECT count(*) FROM (SELECT 1 FROM name_pieces WHERE piece = value LIMIT 500)) LIMIT 1`,
        `SELECT e.public_id, e.number, e.name, d.name, e.separated_on FROM name_pieces AS p
           CROSS JOIN employees AS e ON e.number = p.employee_number JOIN departments AS d ON d.id = e.department_id
         WHERE p.piece = 'rci' AND instr(lower(' ' || p.name || ' ' || p.employee_number), 'garcia')
         ORDER BY p.name, p.employee_number LIMIT ${SIZE}`,
      ],
    },
    ...[0, 10, 100, 1000].map((at) => teamLook(policyId, numberOf(at), TEAMS[at]!)),
  ];
}

const TEAMS: Record<number, string> = {
  0: 'the mayor',
  10: 'a manager of 1,500',
  100: 'a manager of 600',
  1000: 'a manager of 70',
};

/** Somebody whose name comes late. */
const DEEP = 'E099000-in-the-town-of-x';
const DEPARTMENTS = 'SELECT id, name FROM departments ORDER BY name';
const CAMPAIGNS = (policy: string) =>
  `SELECT id, name, created_at, ended_at FROM campaigns WHERE policy_id = '${policy}' ORDER BY created_at DESC`;
const COLUMNS = `s.employee_number, e.public_id, s.name, e.title, d.name, s.revision, s.assigned_at, s.due_on,
  s.state, s.signed_at, a.id, a.how, s.withdrawn`;
const DETAILS = `JOIN employees AS e ON e.number = s.employee_number
  JOIN departments AS d ON d.id = s.department_id
  LEFT JOIN attestations AS a ON a.assignment_id = s.assignment_id`;

/** Of each state the first, and of these the first: an index has them in order. */
function rowsOf(where: string, total: string): string {
  const states = ['attested', 'declined', 'in-progress', 'not-started']
    .map(
      (state) => `SELECT * FROM (SELECT assignment_id, s.name, s.employee_number FROM standings AS s
        WHERE s.policy_id = 'social-media' AND s.newest = 1 AND s.state = '${state}' AND ${where}
          AND (s.separated_on IS NULL OR s.separated_on > '${TODAY}')
        ORDER BY s.name, s.employee_number LIMIT ${SIZE + 1})`,
    )
    .join(' UNION ALL ');
  return `SELECT ${COLUMNS}, ${total} FROM (SELECT * FROM (${states}) ORDER BY 2, 3 LIMIT ${SIZE + 1}) AS k
    CROSS JOIN standings AS s ON s.assignment_id = k.assignment_id ${DETAILS} ORDER BY s.name, s.employee_number`;
}

function soughtBy(piece: string, text: string): string {
  return `SELECT ${COLUMNS} FROM name_pieces AS p CROSS JOIN standings AS s ON s.employee_number = p.employee_number
    ${DETAILS} WHERE p.piece = '${piece}' AND instr(lower(' ' || p.name || ' ' || p.employee_number), '${text}')
      AND s.policy_id = 'social-media' AND s.newest = 1 AND s.state <> 'exempt'
      AND (s.separated_on IS NULL OR s.separated_on > '${TODAY}')
    ORDER BY p.name, p.employee_number LIMIT ${SIZE + 1}`;
}

/** What `src/pages/hr/index.astro` asks. */
async function overview(db: Db, policies: readonly Policy[]): Promise<unknown> {
  const reports = await Promise.all(
    policies.map(async ({ id: policyId }) => [
      await completionByDepartment(db, { policyId, today: TODAY }),
      await campaignsOf(db, policyId),
    ]),
  );
  return [reports, await countOpen(db), await countOpenDeclines(db)];
}

/** What `src/pages/hr/people/index.astro` asks. */
async function listPage(db: Db, filter: CompletionFilter, at: { after?: string }) {
  const page = await completionPage(db, filter, { size: SIZE, ...at });
  return [page, await departmentsInOrder(db), await campaignsOf(db, filter.policyId)];
}

/** What `src/pages/team/index.astro` asks. */
async function teamPage(db: Db, policyId: string, managerNumber: string) {
  const team = await teamOf(db.read, { managerNumber, policyId, today: TODAY });
  const direct = team.members.filter(({ depth }) => depth === 1);
  const numbers = direct.slice(0, SIZE).map(({ number }) => number);
  return [team, await lastNudges(db.read, numbers, NOW), await onLeave(db.read, numbers, TODAY)];
}

function teamLook(policyId: string, number: string, whose: string): Look {
  // Of more than a thousand, the direct ones are shown alone.
  const most = 1001;
  const below = `WITH RECURSIVE below(number, depth) AS (
    SELECT number, 1 FROM employees WHERE manager_number = '${number}'
    UNION ALL SELECT e.number, depth + 1 FROM below JOIN employees AS e ON e.manager_number = below.number LIMIT ${most})`;
  const isLarge = whose === TEAMS[0] || whose === TEAMS[10];
  const team = `SELECT e.number, e.public_id, e.name, e.title, e.manager_number, e.separated_on, below.depth,
      s.assignment_id, s.state, s.due_on, s.withdrawn
    FROM below CROSS JOIN employees AS e ON e.number = below.number
    LEFT JOIN standings AS s ON s.employee_number = e.number AND s.policy_id = '${policyId}' AND s.newest = 1`;
  return {
    name: `the page of ${whose}`,
    page: (db) => teamPage(db, policyId, number),
    bare: isLarge
      ? [`${below} SELECT count(*) FROM below`, `${below} ${team} WHERE depth = 1`]
      : [`${below} ${team}`],
  };
}

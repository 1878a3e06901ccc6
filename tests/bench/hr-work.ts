import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createCampaign, fillCampaign } from '#assignments/create-campaign.ts';
import { previewCampaign } from '#assignments/preview.ts';
import { startSession } from '#auth/sessions.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { answers } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { applyRoster } from '#roster/apply-roster.ts';
import { compareRoster } from '#roster/compare-roster.ts';
import { readRoster } from '#roster/read-roster.ts';
import { planOf } from '../support/campaigns.ts';
import { percentile, took } from './at-once.ts';
import type { Figure } from './compare.ts';
import { HR, NOW, policiesOfTown, TODAY, ZONE } from './town-database.ts';
import { peopleOfTown } from './townspeople.ts';

/** What HR does with a whole city at once; each within a time, while others go on. */
export async function benchHrWork(file: string, policy: Policy, small: string): Promise<Figure[]> {
  const town = await openDatabase({ url: `file:${file}` });
  const other = await openDatabase({ url: `file:${small}` });
  try {
    const exported = ['csv', 'xlsx'].map((kind) => exportAll(file, kind));
    return [...(await assignToAll(town, policy)), await takeRoster(other), ...exported];
  } finally {
    await town.close();
    await other.close();
  }
}

/** A campaign for everybody, and meanwhile every 50 ms a sign-in and an answer. */
async function assignToAll(db: Db, policy: Policy): Promise<Figure[]> {
  const fresh = { ...policy, id: 'policy-for-all-of-them' };
  const policies = [...policiesOfTown(policy), fresh];
  const act = { policies, at: NOW, timeZone: ZONE };
  const plan = planOf({ policyId: fresh.id, audience: { everyone: true }, notices: true });
  const done = new AbortController();
  const reads: number[] = [];
  const writes: number[] = [];
  const others = (async () => {
    for (let turn = 1; !done.signal.aborted; turn += 1) {
      const asked = performance.now() + 50;
      await pause(50);
      await db.read.$count(answers);
      // From when it was to be asked: while the portal stands still, nobody is even heard.
      reads.push(performance.now() - asked);
      writes.push(await timed(() => db.write((tx) => startSession(tx, HR, NOW))));
      const row = {
        attemptId: 'bench',
        position: 1,
        turn,
        given: ['permitted'],
        score: 1,
        at: NOW,
      };
      writes.push(await timed(() => db.write((tx) => tx.insert(answers).values(row))));
    }
  })();
  const began = performance.now();
  const { seen } = await previewCampaign(db.read, plan, act);
  const previewed = performance.now();
  const campaign = 'campaign-for-all-of-them';
  await createCampaign(db, { ...plan, id: campaign, seen, by: HR, ...act });
  const assigned = await fillCampaign(db, { campaign, ...act });
  const ended = performance.now();
  done.abort();
  await others;
  if (assigned < 95_000) throw new Error(`only ${assigned} were assigned: nothing to measure`);
  return [
    took(`look at a campaign of ${assigned}`, (previewed - began) / 1000, 20, 's'),
    took('make it and assign it, with a mail each', (ended - previewed) / 1000, 60, 's'),
    // The longest write is the one that makes the campaign: it looks at everybody once more.
    took('meanwhile a sign-in or an answer, the slowest', Math.max(...writes), 2000, 'ms'),
    took('meanwhile a sign-in or an answer, p95', percentile(writes, 0.95), 300, 'ms'),
    took('meanwhile a read, the slowest', Math.max(...reads), 300, 'ms'),
  ];
}

async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const ROWS = 20_000;

/** The first file of a city: everybody but HR is new. Read, shown and taken over. */
async function takeRoster(db: Db): Promise<Figure> {
  const people = peopleOfTown(ROWS, TODAY);
  const lines = people.map(({ number, name, title, departmentId, mail, managerNumber, hiredOn }) =>
    [
      number,
      `"${name}"`,
      title,
      `Room ${departmentId}`,
      mail ?? '',
      managerNumber ?? '',
      hiredOn,
    ].join(','),
  );
  const head = 'Employee number,Name,Title,Department,Mail,Manager,Hired on';
  const bytes = new TextEncoder().encode([head, ...lines].join('\n'));
  const began = performance.now();
  const shown = await readRoster(bytes);
  if (!('roster' in shown))
    throw new Error(`the roster is refused: ${shown.problems[0]?.sentence}`);
  const plan = await compareRoster(db.read, shown.roster, { today: TODAY });
  if (plan.problems.length > 0)
    throw new Error(`the roster is refused: ${plan.problems[0]?.sentence}`);
  const again = await readRoster(bytes);
  if (!('roster' in again)) throw new Error('the roster is refused the second time');
  const { counts } = await applyRoster(db, {
    roster: again.roster,
    seen: plan.hash,
    leavers: String(plan.items.filter(({ kind }) => kind === 'leaving').length),
    today: TODAY,
    timeZone: ZONE,
    at: NOW,
    by: HR,
  });
  if (counts.new + counts.changed + counts.moved < ROWS / 2)
    throw new Error('the roster says nothing new');
  return took(
    `take over a roster of ${ROWS} people, shown first`,
    (performance.now() - began) / 1000,
    20,
    's',
  );
}

/** In a process of its own, whose memory is nobody else's. */
function exportAll(file: string, kind: string): Figure {
  const script = join(import.meta.dirname, 'export-child.ts');
  const told = execFileSync(process.execPath, [script, file, kind], { maxBuffer: 1e6 }).toString();
  const { rows, grown } = JSON.parse(told) as { rows: number; grown: number };
  if (rows < 500_000) throw new Error(`only ${rows} rows were exported: nothing to measure`);
  return took(`resident memory that ${rows} rows as ${kind} take`, grown, 64, 'MB');
}

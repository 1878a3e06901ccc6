import { z } from 'zod';
import { reconcileCampaigns } from '#assignments/reconcile.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { applyRoster } from '#roster/apply-roster.ts';
import { compareRoster } from '#roster/compare-roster.ts';
import { readRoster } from '#roster/read-roster.ts';
import { keepFile, waitingFile } from '#roster/waiting-file.ts';
import { MOST_SHOWN, sayProblem, type Problem } from '#roster/problem.ts';
import { formAction } from './define.ts';
import { id, typed } from './fields.ts';

/** As long as a roster of 100,000 people, in bytes. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** HR sends a roster to see what it would do: it waits for a yes, or all its mistakes are told. */
export const sendRoster = formAction({
  roles: ['hr'],
  input: z.object({ roster: z.instanceof(File, { error: 'Choose the roster.' }).nullish() }),
  async run({ roster: file }, { locals }, hr) {
    const { db, clock, config } = locals.portal;
    if (!file?.size) {
      const nothing = file?.name ? 'This file is empty. Choose' : 'Choose';
      throw new Refusal('bad-input', `${nothing} the roster, a CSV file.`, 'roster');
    }
    if (file.size > MOST_BYTES) {
      throw new Refusal('too-large', 'This file is larger than 16 MB. Is it the roster?', 'roster');
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const read = await readRoster(bytes);
    if ('problems' in read) return told(read.problems);
    const at = clock();
    const today = civilDate(at, config.timeZone);
    const { problems } = await compareRoster(db.read, read.roster, { today });
    if (problems.length > 0) return told(problems);
    return { file: await keepFile(db, { bytes, by: hr.number, at }) };
  },
});

/** HR says yes to what the page showed. */
export const takeRoster = formAction({
  roles: ['hr'],
  input: z.object({ file: id, seen: id, leavers: typed(20, 'Type the number alone.') }),
  async run({ file, ...act }, { locals }, hr) {
    const { db, policies, clock, config } = locals.portal;
    const at = clock();
    const who = { by: hr.number, at };
    const read = await readRoster(await waitingFile(db, { id: file, ...who }));
    if ('problems' in read) throw new Error('a roster that was read before has mistakes now');
    const today = civilDate(at, config.timeZone);
    const { timeZone } = config;
    const applied = await applyRoster(db, { roster: read.roster, ...act, ...who, today, timeZone });
    await reconcileCampaigns(db, { policies, at, timeZone });
    return applied;
  },
});

const told = (problems: readonly Problem[]) => ({
  problems: problems.slice(0, MOST_SHOWN).map(sayProblem),
  more: Math.max(0, problems.length - MOST_SHOWN),
});

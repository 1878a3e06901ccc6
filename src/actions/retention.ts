import { setTimeout as pause } from 'node:timers/promises';
import type { ActionAPIContext } from 'astro:actions';
import { z } from 'zod';
import { confirmPassword } from '#auth/confirm-password.ts';
import { carryOut } from '#retention/carry-out.ts';
import { approveDisposal, rejectDisposal } from '#retention/decide.ts';
import { releaseHold as endHold, setHold as holdRecords } from '#retention/holds.ts';
import { proposeDisposal as propose } from '#retention/propose.ts';
import { setRule } from '#retention/rules.ts';
import { seriesNamed } from '#retention/series.ts';
import { formAction } from './define.ts';
import { chosen, id, missing, needed, password, typed } from './fields.ts';

const CITATION_MISSING = 'Name the item of the records schedule, as the city clerk gives it.';
const reason = (missing: string) => needed(5000, 'A reason has at most 1000 characters.', missing);
/** How long the page of a decision waits for it to be carried out; the rest goes on by itself. */
const PATIENCE = 2000;

/** HR lays down how long a series is kept. */
export const setRetentionRule = formAction({
  roles: ['hr'],
  input: z.object({
    series: id,
    years: typed(20, 'Type the years as a whole number.'),
    citation: needed(5000, 'This has at most 300 characters.', CITATION_MISSING),
    password,
  }),
  async run({ series, password: again, ...act }, { locals }, person) {
    const { db, clock } = locals.portal;
    await confirmPassword(db, person, again, locals.address, clock());
    const rule = { ...act, series: seriesNamed(series), by: person.number, at: clock() };
    await setRule(db, rule);
    return { series };
  },
});

/** HR or an admin holds records. */
export const setHold = formAction({
  roles: ['hr', 'admin'],
  input: z.object({
    person: typed(64, 'An employee number has at most 32 characters.'),
    /** `all` is every series. */
    series: id,
    reason: reason(
      'Say in a few words why these records must be kept: the claim, request or audit.',
    ),
    password,
  }),
  async run({ series, password: again, ...act }, { locals }, person) {
    const { db, clock } = locals.portal;
    await confirmPassword(db, person, again, locals.address, clock());
    const held = series === 'all' ? undefined : seriesNamed(series);
    const by = person.number;
    return { hold: await holdRecords(db, { ...act, series: held, by, at: clock() }) };
  },
});

/** HR or an admin ends a hold. */
export const releaseHold = formAction({
  roles: ['hr', 'admin'],
  input: z.object({
    hold: id,
    reason: reason('Say in a few words why the hold ends.'),
    password,
  }),
  async run({ password: again, ...act }, { locals }, person) {
    const { db, clock } = locals.portal;
    await confirmPassword(db, person, again, locals.address, clock());
    await endHold(db, { ...act, by: person.number, at: clock() });
    return { hold: act.hold };
  },
});

/** HR proposes what is due, as the page showed it. */
export const proposeDisposal = formAction({
  roles: ['hr'],
  input: z
    .object({
      series: id,
      /** Names the records that stood on the page. */
      seen: id,
      leftOut: chosen,
      leftOutBecause: typed(5000, 'A reason has at most 1000 characters.'),
      reason: reason('Say in a few words why these records are disposed of now.'),
      password,
    })
    .refine(
      ({ leftOut, leftOutBecause }) => !leftOut?.length || leftOutBecause?.trim(),
      missing('leftOutBecause', 'Say why the records you left out are kept.'),
    ),
  async run({ series, password: again, ...act }, { locals }, person) {
    const { db, policies, clock, config } = locals.portal;
    await confirmPassword(db, person, again, locals.address, clock());
    const when = { policies, at: clock(), timeZone: config.timeZone };
    const proposal = await propose(db, {
      ...act,
      ...when,
      series: seriesNamed(series),
      by: person.number,
    });
    return { proposal };
  },
});

/** A second person approves a proposal, which is carried out at once, or turns it down. */
export const decideDisposal = formAction({
  roles: ['hr', 'admin'],
  input: z.object({
    proposal: id,
    decision: z.enum(['approve', 'reject'], {
      error: 'Choose whether you approve it or turn it down.',
    }),
    reason: reason('Say why you decide so.'),
    password,
  }),
  async run({ decision, password: again, ...given }, { locals }, person) {
    const { db, policies, clock, config } = locals.portal;
    await confirmPassword(db, person, again, locals.address, clock());
    const act = { ...given, by: person.number, at: clock() };
    if (decision === 'reject') {
      await rejectDisposal(db, act);
    } else {
      await approveDisposal(db, { ...act, policies, timeZone: config.timeZone });
      await Promise.race([carriedOut(locals), pause(PATIENCE)]);
    }
    return { proposal: act.proposal };
  },
});

/** What cannot be done now is done within the hour, or at the next start. */
async function carriedOut({ portal }: ActionAPIContext['locals']): Promise<void> {
  const { db, ledger, policies, clock, config, log } = portal;
  await carryOut(db, { ledger, policies, clock, timeZone: config.timeZone }).catch(
    (error: unknown) => log.error({ error }, 'an approved disposal could not be carried out'),
  );
}

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import {
  changeReminders,
  endCampaign as end,
  renameCampaign as rename,
} from '#assignments/change-campaign.ts';
import { extendOpen } from '#assignments/change-terms.ts';
import { createCampaign as create, fillCampaign } from '#assignments/create-campaign.ts';
import { REPEATS, settlePlan, type Plan, type Repeat } from '#assignments/plan.ts';
import { campaignById } from '#assignments/read-campaigns.ts';
import { setRight } from '#assignments/reconcile.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { formAction } from './define.ts';
import { chosen, id, ticked, typed } from './fields.ts';

const SAY_REPEAT = 'Choose what people do who have signed this revision before.';
const LONG = 'This list is too long. Choose a department or a track instead.';
/** How long the page waits for everybody to be assigned; the rest goes on by itself. */
const PATIENCE = 2000;

const reminderFields = {
  remindersBefore: typed(100, 'Give at most 12 reminders.'),
  remindersAfter: typed(100, 'Give at most 12 reminders.'),
  escalateAfter: typed(10, 'Give the days as a whole number.'),
};
const planFields = {
  policyId: typed(64, 'Choose a policy from the list.'),
  name: typed(500, 'A name has at most 120 characters.'),
  reach: typed(16, 'Choose who gets it.'),
  departments: chosen,
  tracks: chosen,
  roles: chosen,
  hiredSince: typed(10, 'Give the hire date as a day that exists, like 2026-03-09.'),
  people: typed(20_000, LONG),
  except: typed(20_000, LONG),
  due: typed(8, 'Choose when it is due.'),
  dueOn: typed(10, 'Give the due date as a day that exists, like 2026-12-11.'),
  dueDays: typed(10, 'Give the days as a whole number, at least 1.'),
  cycle: typed(16, 'Choose how often.'),
  opensOn: typed(10, 'Give the day it opens each year as month and day, like 01-15.'),
  gapDays: typed(10, 'Give the gap as whole days, from 0 to 364.'),
  ...reminderFields,
  notices: ticked,
  testOut: ticked,
  refreshers: ticked,
  again: ticked,
  repeat: typed(16, SAY_REPEAT),
  countsBegun: ticked,
};

/** HR looks at what a campaign would do. Nothing is kept. */
export const previewCampaign = formAction({
  roles: ['hr'],
  input: z.object(planFields),
  async run(fields, { locals }) {
    const { db, policies, clock, config } = locals.portal;
    const today = civilDate(clock(), config.timeZone);
    // Only for its refusals: the page itself shows what the plan would do.
    await settlePlan(db.read, planOf(fields), { policies, today });
    return { fits: true };
  },
});

/** HR makes the campaign that the preview showed. */
export const createCampaign = formAction({
  roles: ['hr'],
  input: z.object({ ...planFields, id, seen: id }),
  async run({ id, seen, ...fields }, { locals }, { number }) {
    const { db, policies, clock, config, log } = locals.portal;
    const act = { policies, timeZone: config.timeZone, at: clock() };
    const made = await create(db, { ...planOf(fields), ...act, id, seen, by: number });
    const filling = fillCampaign(db, { ...act, campaign: made.campaign }).catch((error: unknown) =>
      log.error({ error }, 'a campaign was not assigned to everybody yet; it goes on by itself'),
    );
    await Promise.race([filling, pause(PATIENCE)]);
    return made;
  },
});

/** HR ends a campaign. */
export const endCampaign = formAction({
  roles: ['hr'],
  input: z.object({ campaign: id }),
  async run({ campaign }, { locals }, { number }) {
    await end(locals.portal.db, { campaignId: campaign, by: number, at: locals.portal.clock() });
    return { campaign };
  },
});

/** HR gives a campaign another name. */
export const renameCampaign = formAction({
  roles: ['hr'],
  input: z.object({ campaign: id, name: planFields.name }),
  async run({ campaign, name }, { locals }, { number }) {
    const { db, clock } = locals.portal;
    await rename(db, { campaignId: campaign, name, by: number, at: clock() });
    return { campaign };
  },
});

/** HR changes when a running campaign reminds. */
export const changeCampaignReminders = formAction({
  roles: ['hr'],
  input: z.object({ campaign: id, ...reminderFields }),
  async run({ campaign, ...fields }, { locals }, { number }) {
    const act = { campaignId: campaign, by: number, at: locals.portal.clock() };
    await changeReminders(locals.portal.db, { ...act, ...remindersOf(fields) });
    return { campaign };
  },
});

/** HR moves the due date of everything in a campaign that is still to be done. */
export const moveCampaignDueDate = formAction({
  roles: ['hr'],
  input: z.object({
    campaign: id,
    dueOn: planFields.dueOn,
    because: typed(5000, 'A reason has at most 500 characters.'),
  }),
  async run({ campaign, ...change }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { ...change, by: number, at: clock(), timeZone: config.timeZone };
    return { campaign, moved: await extendOpen(db, { ...act, campaignId: campaign }) };
  },
});

/** HR sets right what has drifted in one campaign. */
export const setCampaignRight = formAction({
  roles: ['hr'],
  input: z.object({ campaign: id }),
  async run({ campaign }, { locals }, { number }) {
    const { db, policies, clock, config } = locals.portal;
    const act = { policies, at: clock(), timeZone: config.timeZone, by: number };
    return setRight(db, await campaignById(db, campaign), act);
  },
});

type Fields = z.output<z.ZodObject<typeof planFields>>;

/** The plan a submitted form speaks of, for the page that shows it again. */
export function submittedPlan(form: URLSearchParams): Plan {
  const one = (name: string) => form.get(name) ?? '';
  const ticks = (name: string) => form.get(name) === 'true';
  return planOf({
    policyId: one('policyId'),
    name: one('name'),
    reach: one('reach'),
    departments: form.getAll('departments'),
    tracks: form.getAll('tracks'),
    roles: form.getAll('roles'),
    hiredSince: one('hiredSince'),
    people: one('people'),
    except: one('except'),
    due: one('due'),
    dueOn: one('dueOn'),
    dueDays: one('dueDays'),
    cycle: one('cycle'),
    opensOn: one('opensOn'),
    gapDays: one('gapDays'),
    remindersBefore: one('remindersBefore'),
    remindersAfter: one('remindersAfter'),
    escalateAfter: one('escalateAfter'),
    notices: ticks('notices'),
    testOut: ticks('testOut'),
    refreshers: ticks('refreshers'),
    again: ticks('again'),
    repeat: one('repeat'),
    countsBegun: ticks('countsBegun'),
  });
}

function planOf(fields: Fields): Plan {
  const { departments, tracks, roles, hiredSince } = fields;
  const byLists = fields.reach !== 'everyone' && {
    departments,
    tracks,
    roles,
    ...(hiredSince === '' ? {} : { hiredSince }),
  };
  return {
    ...policyOf(fields),
    name: fields.name,
    audience: {
      ...(fields.reach === 'everyone' ? { everyone: true as const } : byLists),
      people: numbersIn(fields.people),
      except: numbersIn(fields.except),
    },
    due: dueOf(fields),
    cycle: cycleOf(fields),
    ...remindersOf(fields),
    notices: fields.notices,
    testOut: fields.testOut,
    refreshers: fields.refreshers,
    again: fields.again,
    repeat: repeatOf(fields),
    countsBegun: fields.countsBegun,
  };
}

/** `social-media/2023-04-20`; a policy alone leaves the revision open. */
function policyOf({ policyId }: Pick<Fields, 'policyId'>): Pick<Plan, 'policyId' | 'revision'> {
  const [id = '', revision] = policyId.split('/');
  return { policyId: id, revision };
}

function repeatOf({ repeat }: Fields): Repeat {
  const chosen = REPEATS.find((one) => one === (repeat || 'full'));
  if (chosen) return chosen;
  throw new Refusal('bad-input', SAY_REPEAT, 'repeat');
}

function dueOf({ due, dueOn, dueDays }: Fields): Plan['due'] {
  return due === 'days' ? { days: whole(dueDays) } : { on: dueOn };
}

function cycleOf({ cycle, opensOn, gapDays }: Fields): Plan['cycle'] {
  if (cycle === 'once' || cycle === 'standing') return { kind: cycle };
  if (cycle === 'yearly') return { kind: 'yearly', opensOn, gapDays: whole(gapDays) };
  throw new Refusal('bad-input', 'Choose how often it is assigned.', 'cycle');
}

function remindersOf(fields: Pick<Fields, keyof typeof reminderFields>) {
  const days = (typed: string) =>
    typed
      .split(/[\s,;]+/)
      .filter((one) => one !== '')
      .map(whole);
  return {
    reminders: [
      ...days(fields.remindersBefore).map((day) => (day === 0 ? 0 : -day)),
      ...days(fields.remindersAfter),
    ],
    escalateAfter: fields.escalateAfter.trim() === '' ? null : whole(fields.escalateAfter),
  };
}

/** NaN for what is no whole number: the verb refuses it in its own words. */
const whole = (typed: string) => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : NaN);

const numbersIn = (typed: string) => typed.split(/[\s,;]+/).filter((one) => one !== '');

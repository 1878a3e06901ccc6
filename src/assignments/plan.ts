import { addDays, isCivilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import {
  REPEATS,
  type Audience,
  type campaigns,
  type Cycle,
  type DueRule,
} from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { sayRevisionOf } from '#policies/as-of.ts';
import type { Policy } from '#policies/model.ts';
import { revisionOn } from '#policies/publications.ts';
import { WORDS_FOR } from '#policies/words-for.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import { settleAudience } from './audience.ts';
import { checkCycle, nextRound, roundOn, type Round } from './cycle.ts';
import type { Asking } from './roll.ts';

/** What HR chooses for a campaign. */
export type Plan = {
  policyId: string;
  /** A published revision; without one the newest, or where joiners come later what is in force. */
  revision?: string | undefined;
  /** Empty: the policy's title and revision. */
  name: string;
  audience: Audience;
  due: DueRule;
  cycle: Cycle;
  /** Days before (below zero) and after the due date. */
  reminders: number[];
  escalateAfter: number | null;
  notices: boolean;
  testOut: boolean;
  refreshers: boolean;
  again: boolean;
  /** What is asked of whoever has signed this very revision before; `full` unless it is said. */
  repeat?: Repeat;
  /** Who has begun an earlier revision finishes that, and it counts; not unless it is said. */
  countsBegun?: boolean;
};

export { REPEATS };
export type Repeat = (typeof REPEATS)[number];
/** A plan with all that may be left unsaid. */
export type Settled = Required<Plan>;

/** A due date later than this is a slip of the keyboard. */
const LONGEST_DAYS = 5 * 365;
const MOST_REMINDERS = 12;
const FARTHEST_REMINDER = 180;

/** The plan as it is kept. Refuses in words what does not exist, cannot be kept, or asks nobody. */
export async function settlePlan(
  read: Pick<Reader, 'select'>,
  plan: Plan,
  { policies, today }: { policies: readonly Policy[]; today: CivilDate },
): Promise<Settled & { policy: Policy; revision: string }> {
  const policy = policies.find((candidate) => candidate.id === plan.policyId);
  const revision = policy && chosenRevision(policy, plan, today);
  if (!policy || !revision) throw refuse('Choose a policy from the list.', 'policyId');
  const audience = await settleAudience(read, policy, plan.audience);
  checkDueRule(plan.due, today);
  checkCycle(plan.cycle, plan.due);
  if (plan.testOut && !policy.statementAfterTestOut) {
    throw refuse(
      `The ${policy.title} has no statement for people who test out. Leave that option off, or have ` +
        '`statementAfterTestOut` written in its policy.yaml.',
      'testOut',
    );
  }
  const { repeat = 'full', countsBegun = false } = plan;
  checkRepeat(policy, repeat);
  const name = nameOf(
    plan.name,
    `${policy.title}, revision of ${sayRevisionOf(policies, policy.id, revision)}`,
  );
  return {
    ...plan,
    repeat,
    countsBegun,
    ...settleReminders(plan),
    name,
    audience,
    policy,
    revision,
  };
}

function checkRepeat(policy: Policy, repeat: Repeat): void {
  if (repeat === 'full' || policy[WORDS_FOR[repeat]]) return;
  throw refuse(
    `The ${policy.title} has no statement for people who sign it again this way. Choose the whole ` +
      `training, or have \`${WORDS_FOR[repeat]}\` written in its policy.yaml.`,
    'repeat',
  );
}

/** Refuses what is not published, and for whoever joins later what is not in force. */
function chosenRevision(
  policy: Policy,
  { revision, cycle }: Pick<Plan, 'revision' | 'cycle'>,
  today: CivilDate,
): string | undefined {
  const published = policy.revisions.map(({ id }) => id);
  if (revision !== undefined && !published.includes(revision)) {
    throw refuse(
      `This revision of the ${policy.title} is not published, so nobody can be asked to sign it. ` +
        'Publish it first, under Rules, Revisions.',
      'policyId',
    );
  }
  if (cycle.kind === 'once') return revision ?? published.at(-1);
  const inForce = revisionOn(policy, today).id;
  if (revision !== undefined && revision !== inForce) {
    throw refuse(
      `A campaign that goes on gives whoever joins the revision in force on that day: today that of ${sayDay(inForce)}. ` +
        'Choose that one, or choose “once” for another.',
      'policyId',
    );
  }
  return inForce;
}

/** Reminders each once, in order. */
export function settleReminders({
  reminders,
  escalateAfter,
}: Pick<Plan, 'reminders' | 'escalateAfter'>): Pick<Plan, 'reminders' | 'escalateAfter'> {
  const days = [...new Set(reminders)].sort((a, b) => a - b);
  const fits = (day: number) => Number.isInteger(day) && Math.abs(day) <= FARTHEST_REMINDER;
  if (days.length > MOST_REMINDERS || !days.every(fits)) {
    throw refuse(
      `Give at most ${MOST_REMINDERS} reminders, each a whole number of days up to ${FARTHEST_REMINDER}.`,
      'remindersBefore',
    );
  }
  if (escalateAfter !== null && (!fits(escalateAfter) || escalateAfter < 1)) {
    throw refuse(
      `Give the days until the manager is told as a whole number from 1 to ${FARTHEST_REMINDER}, or leave it empty.`,
      'escalateAfter',
    );
  }
  return { reminders: days, escalateAfter };
}

/** Refuses a day that does not exist, is past or is far away. */
export function checkDueDate(dueOn: string, today: CivilDate): void {
  if (!isCivilDate(dueOn)) {
    throw refuse('Give the due date as a day that exists, like 2026-12-11.', 'dueOn');
  }
  if (dueOn > addDays(today, LONGEST_DAYS)) {
    throw refuse('The due date is more than five years away. Look at its year again.', 'dueOn');
  }
  if (dueOn < today) {
    throw refuse('The due date is in the past. Choose today or a later day.', 'dueOn');
  }
}

function checkDueRule(due: DueRule, today: CivilDate): void {
  if ('on' in due) return checkDueDate(due.on, today);
  if (!Number.isInteger(due.days) || due.days < 1 || due.days > LONGEST_DAYS) {
    throw refuse('Give the days as a whole number, at least 1.', 'dueDays');
  }
}

/** A campaign's name as typed; `otherwise` where there is none. */
export function nameOf(typed: string, otherwise: string): string {
  const name = typed.trim();
  if (!isVisible(name)) return otherwise;
  const odd = oddCharacterIn(name);
  if (odd) throw refuse(`The name holds ${odd}.`, 'name');
  if (name.length > 120) throw refuse('A name has at most 120 characters.', 'name');
  return name;
}

/** The round a plan begins with when it is made today, and whether that is now. */
export function firstRound(
  plan: Pick<Plan, 'cycle'>,
  today: CivilDate,
): { round: Round; now: boolean } {
  const round = roundOn(plan.cycle, today, today);
  if (round) return { round, now: true };
  if (plan.cycle.kind !== 'yearly') throw new Error('only a yearly campaign opens later');
  return { round: nextRound(plan.cycle, today), now: false };
}

/**
 * What a campaign asks in a round: later rounds and whoever joins later get the policy's revision
 * in force on the day. Undefined when the portal no longer has the policy.
 */
export function askingOf(
  campaign: typeof campaigns.$inferSelect,
  policies: readonly Policy[],
  round: Round,
  today: CivilDate,
): Asking | undefined {
  const policy = policies.find(({ id }) => id === campaign.policyId);
  const inForce = policy && revisionOn(policy, today).id;
  if (!policy || !inForce) return undefined;
  const { id: campaignId, audience, again } = campaign;
  const begunBefore = campaign.countsBegun ? campaign.createdAt : undefined;
  const revision = campaign.cycle.kind === 'once' ? campaign.revision : inForce;
  return { campaignId, policy, revision, audience, again, begunBefore, round };
}

function refuse(sentence: string, field: string): Refusal {
  return new Refusal('bad-input', sentence, field);
}

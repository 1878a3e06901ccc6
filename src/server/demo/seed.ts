import { createCampaign, fillCampaign } from '#assignments/create-campaign.ts';
import { extend } from '#assignments/change-terms.ts';
import { noteLeave } from '#assignments/leave.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { previewCampaign } from '#assignments/preview.ts';
import type { Plan } from '#assignments/plan.ts';
import { attest } from '#attestations/attest.ts';
import { giveConsent } from '#attestations/consent.ts';
import { decline } from '#attestations/decline.ts';
import { noteReview } from '#attestations/review.ts';
import { signAtKiosk } from '#attestations/sign-at-kiosk.ts';
import { statementFor } from '#attestations/statement.ts';
import { grantRole } from '#auth/grant-role.ts';
import { inviteMany, newcomerNumbers } from '#auth/invite.ts';
import { makeSlips } from '#auth/kiosk-codes.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { addDays, civilDate } from '#clock.ts';
import { employees } from '#db/schema/index.ts';
import { queueDigests } from '#messages/digests.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { personByNumber } from '#people/person.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { keyOf, type Item } from '#training/item.ts';
import { fullAnswer } from '#training/key.ts';
import { breachedSentences, evaluateTelling } from '#training/kinds/kind.ts';
import { addTrack, setDepartments } from '#training/change-tracks.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { publishNotice } from '#policies/publish-notice.ts';
import { publishFirst } from '#policies/publish-revision.ts';
import { readPublished, type Portal } from '../portal.ts';
import {
  DEMO_AT_KIOSK,
  DEMO_DAYS,
  DEMO_DECLINES,
  DEMO_EXTENDED,
  DEMO_LEADS,
  DEMO_ON_LEAVE,
  demoRoster,
  type DemoPerson,
} from './roster.ts';

/** Only in a demonstration; printed at its start. */
export const DEMO_PASSWORD = 'made-up people only';

/** Hana assigns, as HR does. */
const HR = 'DEMO-1003';
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** Departments in the order they were assigned, with how many days ago and when due. */
const WAVES = [
  {
    name: 'Social media, first wave',
    departments: ['finance', 'water-and-electric'],
    ago: 50,
    due: -8,
    kind: 'once',
  },
  {
    name: 'Social media, second wave',
    departments: [
      'police',
      'fire',
      'public-services',
      'city-clerk',
      'information-technology',
      'human-resources',
    ],
    ago: 20,
    due: 19,
    kind: 'standing',
  },
  {
    name: 'Social media, parks',
    departments: ['parks-and-recreation'],
    ago: 3,
    due: 27,
    kind: 'standing',
  },
] as const;

const PLAN = {
  reminders: [-7, -1, 3],
  escalateAfter: 5,
  notices: false,
  testOut: false,
  refreshers: true,
  again: false,
} as const;

/**
 * Fills an empty portal with made-up people in every state, through the same verbs that real people
 * use. A portal that has anybody in it is left alone. Returns whether it filled it.
 */
export async function seedDemo(portal: Portal): Promise<boolean> {
  const [anybody] = await portal.db.read
    .select({ number: employees.number })
    .from(employees)
    .limit(1);
  if (anybody) return false;
  portal.log.info('making people up and having them learn: about half a minute, once');
  const now = portal.clock();
  const roster = demoRoster();
  const begun = new Date(now.getTime() - DEMO_DAYS * DAY);
  await publishNotice(portal.db, portal.notice, 'system', begun);
  const today = civilDate(begun, portal.config.timeZone);
  await publishFirst(portal.db, portal.held, { at: begun, today });
  await readPublished(portal);
  await addPeople(portal, roster, now);
  const policy = portal.policies[0];
  const revision = policy?.revisions.at(-1);
  if (!policy || !revision) return true;
  await addTracks(portal, policy, roster, now);
  for (const [index, wave] of WAVES.entries()) {
    const at = new Date(now.getTime() - wave.ago * DAY);
    const dueOn = addDays(civilDate(now, portal.config.timeZone), wave.due);
    await assign(portal, `demo-campaign-wave-${index + 1}`, at, {
      ...PLAN,
      policyId: policy.id,
      name: wave.name,
      audience: { departments: [...wave.departments] },
      due: { on: dueOn },
      cycle: { kind: wave.kind },
    });
    const assigned = roster
      .map((person, index) => ({ person, index, begin: beginOf(index, at, now) }))
      .filter(({ person }) => wave.departments.some((id) => id === slug(person.department)))
      // As it would have happened: the audit log is in the order of its writing.
      .sort((a, b) => a.begin - b.begin);
    const done: Done[] = [];
    for (const { person, index, begin } of assigned) {
      const lessons = lessonsDone(person, index);
      if (lessons === 0) continue;
      const finished = await work(portal, revision, { person, index, begin, lessons });
      if (finished) done.push(finished);
    }
    // The ledger takes entries in the order of their instants.
    done.sort((a, b) => a.at.getTime() - b.at.getTime());
    for (const finished of done) await signFor(portal, finished);
  }
  await inviteSome(portal, new Date(now.getTime() - 2 * HOUR));
  await addAYearsWork(portal, policy, now);
  // As if it were Monday, so that the mail to managers can be looked at.
  const { db, policies, config } = portal;
  await queueDigests(db, { policies, due: now, at: now, timeZone: config.timeZone });
  return true;
}

/** As HR makes a campaign: previewed, then assigned. */
async function assign(
  { db, policies, config }: Portal,
  id: string,
  at: Date,
  chosen: Omit<Plan, 'reminders'> & { reminders: readonly number[] },
): Promise<void> {
  const plan = { ...chosen, reminders: [...chosen.reminders] };
  const when = { policies, at, timeZone: config.timeZone };
  const { seen } = await previewCampaign(db.read, plan, when);
  await createCampaign(db, { ...plan, ...when, id, seen, by: HR });
  await fillCampaign(db, { ...when, campaign: id });
}

/** What comes each year, somebody on leave, and an extension. */
async function addAYearsWork(portal: Portal, policy: Policy, now: Date): Promise<void> {
  const { db, config } = portal;
  const { timeZone } = config;
  const today = civilDate(now, timeZone);
  const at = new Date(now.getTime() - 2 * DAY);
  const opensOn = addDays(today, 60).slice(5).replace('02-29', '03-01');
  await assign(portal, 'demo-campaign-each-year', at, {
    ...PLAN,
    policyId: policy.id,
    name: 'Social media, each year',
    audience: { everyone: true },
    due: { days: 30 },
    cycle: { kind: 'yearly', opensOn, gapDays: 180 },
    // Nobody who signed learns the same again.
    repeat: 'short',
    notices: true,
  });
  const act = { by: HR, at, timeZone };
  await db.write((tx) =>
    noteLeave(tx, {
      ...act,
      employeeNumber: DEMO_ON_LEAVE,
      fromOn: addDays(today, -2),
      backOn: null,
    }),
  );
  const [extended] = await assignmentsOf(db, DEMO_EXTENDED);
  if (extended && extended.state !== 'attested') {
    await extend(db, {
      ...act,
      assignmentId: extended.id,
      dueOn: addDays(today, 33),
      because: 'Two weeks at the academy.',
    });
  }
}

/** Some day after it was assigned, in office hours of the city; never later than three hours ago. */
function beginOf(index: number, assignedAt: Date, now: Date): number {
  const morning = new Date(assignedAt).setUTCHours(14, (index * 17) % 60);
  const begin = morning + ((index * 5) % 12) * DAY + ((index * 3) % 7) * HOUR;
  return Math.min(Math.max(begin, assignedAt.getTime()), now.getTime() - 3 * HOUR);
}

/** How far each person is: the leads as told in the README, the rest in every state. */
function lessonsDone(person: DemoPerson, index: number): number {
  const all = Infinity;
  const leads: Record<string, number> = {
    'DEMO-1001': 0,
    'DEMO-1002': 3,
    'DEMO-1003': all,
    'DEMO-1004': 4,
    'DEMO-1005': 0,
  };
  return leads[person.number] ?? [all, 0, 2, 0, all, 1, 0, 5][index % 8] ?? 0;
}

async function addPeople(portal: Portal, roster: DemoPerson[], now: Date): Promise<void> {
  const by = 'system';
  const at = new Date(now.getTime() - 60 * DAY);
  const today = civilDate(now, portal.config.timeZone);
  const names = [...new Set(roster.map((person) => person.department))];
  // A manager is added before the people who report to them.
  const order = [...roster].sort((a, b) => Number(!!a.managerNumber) - Number(!!b.managerNumber));
  await portal.db.write(async (tx) => {
    for (const name of names) await addDepartment(tx, { id: slug(name), name, at, by });
    for (const [index, person] of order.entries()) {
      const days = person.number === 'DEMO-1001' ? 4 : 90 + ((index * 37) % 4000);
      await addEmployee(tx, {
        number: person.number,
        name: person.name,
        title: person.title,
        mail: person.number === DEMO_AT_KIOSK ? undefined : person.mail,
        departmentId: slug(person.department),
        managerNumber: person.managerNumber ?? undefined,
        hiredOn: addDays(today, -days),
        at,
        by,
      });
      if (person.role) await grantRole(tx, { number: person.number, role: person.role, by, at });
    }
  });
  const hash = await hashPassword(DEMO_PASSWORD);
  await portal.db.write(async (tx) => {
    for (const [index, person] of roster.entries()) {
      const hasBegun = index < DEMO_LEADS.length || lessonsDone(person, index) > 0;
      if (hasBegun) await setPassword(tx, person.number, hash, at);
    }
  });
}

/** Some of those who have not set a password were invited; the others wait for HR. */
async function inviteSome({ db }: Portal, at: Date): Promise<void> {
  const numbers = (await newcomerNumbers(db, 'not-invited', at)).slice(0, 6);
  await inviteMany(db, { numbers, by: 'DEMO-1003', at });
}

/** Whoever a demonstration needs in a track; supervisors are in theirs of themselves. */
async function addTracks(portal: Portal, policy: Policy, roster: DemoPerson[], now: Date) {
  const act = { policy, by: 'DEMO-1003', at: new Date(now.getTime() - 59 * DAY) };
  const posting = roster.filter(({ title }) => /Clerk$|^Recreation/.test(title));
  const departments = ['police', 'fire'];
  await setDepartments(portal.db, { ...act, track: 'fire-law-enforcement', departments, seen: [] });
  for (const { number } of posting)
    await addTrack(portal.db, { ...act, track: 'city-sites', employeeNumber: number });
}

type Worker = { person: DemoPerson; index: number; begin: number; lessons: number };

type Done = { person: DemoPerson; assignmentId: string; at: Date };

/** Lets a made-up person read lessons and take checks; returned when all are done. */
async function work(
  portal: Portal,
  revision: Revision,
  { person, index, begin, lessons }: Worker,
): Promise<Done | undefined> {
  const { db, policies } = portal;
  const [assigned] = await assignmentsOf(db, person.number);
  if (!assigned) return undefined;
  const mine = await ownAssignment(db.read, person.number, assigned.id);
  const binding = (await progressOf(db, policies, mine)).lessons.map(({ lesson }) => lesson);
  let minute = begin;
  const at = () => new Date((minute += 60_000));
  const who = { policies, employeeNumber: person.number };
  for (const lesson of binding.slice(0, lessons)) {
    const part = { ...who, assignmentId: mine.id, lessonId: lesson.id };
    await markLessonRead(db, { ...part, at: at() });
    const attemptId = await startAttempt(db, { ...part, kind: 'graded', at: at() });
    const attempt = await readAttempt(db, policies, person.number, attemptId);
    for (const { position, item } of attempt.items) {
      const careless = index % 3 === 0 && position === 1 && mayMiss(policies, revision, item);
      const given =
        careless || mistakes(person, index, item)
          ? wrongAnswer(revision, item)
          : rightAnswer(revision, item);
      await answerItem(db, { ...who, attemptId, position, given, seen: 0, at: at() });
    }
    await closeAttempt(db, { ...who, attemptId, at: at() });
  }
  return lessons < binding.length ? undefined : { person, assignmentId: mine.id, at: at() };
}

/** Most agree to electronic records, read the statement and sign; one would rather sign on paper. */
async function signFor(portal: Portal, { person, assignmentId, at }: Done): Promise<void> {
  const { db, ledger, policies, notice, build, config } = portal;
  const { number, name, title, department } = person;
  const act = {
    ledger,
    policies,
    build,
    person: {
      number,
      publicId: '',
      name,
      title,
      department,
      roles: ['employee'] as const,
      sessionHash: '',
      since: at,
      method: 'password' as const,
      idleUntil: at,
    },
    assignmentId,
    stepUp: { method: 'password' as const, at },
    timeZone: config.timeZone,
    address: '127.0.0.1',
    userAgent: 'demonstration data',
    at,
  };
  if (number === DEMO_DECLINES) {
    const reason = 'I would like to keep what I sign on paper, in my own folder at home.';
    await decline(db, { ...act, kind: 'wants-paper', reason });
    return;
  }
  const seen = notice.sha256;
  await giveConsent(db, { notice, seen, agreed: true, employeeNumber: number, at });
  const mine = await ownAssignment(db.read, number, assignmentId);
  const statement = statementFor(await progressOf(db, policies, mine), name);
  await noteReview(db, { assignmentId, statement, at });
  const signing = { ...act, notice, typedName: name, agreed: true };
  if (number !== DEMO_AT_KIOSK) {
    await attest(db, signing);
    return;
  }
  const { publicId = '' } = (await personByNumber(db, number)) ?? {};
  const [slip] = await makeSlips(db, { people: [publicId], by: 'DEMO-1003', at });
  await signAtKiosk(db, {
    ...signing,
    person: { ...act.person, method: 'kiosk-code' },
    code: slip?.signing ?? '',
    witness: { number: 'DEMO-1002', password: DEMO_PASSWORD, saw: true },
    clock: () => at,
  });
}

/** One plain slip in a lesson that is not about the critical sentences. */
function mayMiss(policies: readonly Policy[], revision: Revision, item: Item): boolean {
  const breached = breachedSentences(evaluateTelling(revision.ruleset, item.telling));
  const critical = policies.flatMap((policy) => policy.passing.critical);
  return item.scenario.lesson.startsWith('C.1') && !breached.some((id) => critical.includes(id));
}

/** Many take a sentence of C.1 or C.2 for what it is not, so that HR has something misunderstood to see. */
function mistakes({ role }: DemoPerson, index: number, { scenario }: Item): boolean {
  return !role && index % 3 !== 0 && /^sentence:C\.[12]:/.test(scenario.id);
}

function rightAnswer(revision: Revision, item: Item): string[] {
  return fullAnswer(keyOf(revision.ruleset, item));
}

function wrongAnswer(revision: Revision, item: Item): string[] {
  const right = rightAnswer(revision, item);
  return item.options.filter((option) => !right.includes(option)).slice(0, 1);
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, campaigns, mails } from '#db/schema/index.ts';
import { resendMail, stopMail } from '#messages/act-on-mail.ts';
import { morningOf } from '#clock.ts';
import { finishTraining, sign, ZONE } from '../support/school.ts';
import { reason } from '../support/database.ts';
import {
  ALICE,
  BOB,
  change,
  mailsOf,
  noon,
  onLeave,
  postOffice,
  term,
  type Post,
} from './support.ts';

const subjects = ({ sent }: Post, number: string) =>
  sent.filter(({ to }) => to.startsWith(number.toLowerCase())).map(({ subject }) => subject);

test('each reminder goes out on its day, once, with the days that are left', async () => {
  const post = await postOffice();
  for (const day of [
    '2026-11-26',
    '2026-11-27',
    '2026-11-28',
    '2026-12-04',
    '2026-12-10',
    '2026-12-14',
  ]) {
    for (const hour of [0, 1]) {
      const at = new Date(noon(day).getTime() + hour * 3_600_000);
      await post.remind(at);
      await post.deliver(at);
    }
  }
  const title = post.school.policies[0]!.title;
  expect(subjects(post, ALICE)).toEqual([
    `${title}: 14 days left`,
    `${title}: 7 days left`,
    `${title}: due tomorrow`,
    `${title}: still open`,
  ]);
  expect(subjects(post, BOB)).toHaveLength(4);
  const late = post.sent.at(-1)!.body;
  expect(late).toContain('3 days ago. You can still do it, and it counts.');
  expect(late).not.toMatch(/fail|must|violat|immediately|warn/i);
});

test('pain 9: a reminder that was queued before is not sent once the person has signed', async () => {
  const post = await postOffice();
  expect(await post.remind(noon('2026-12-04'))).toBe(2);
  await finishTraining(post.school, ALICE);
  await sign(post.school, ALICE);
  const round = await post.deliver(noon('2026-12-04'));
  expect(subjects(post, ALICE).filter((subject) => subject.includes('left'))).toEqual([]);
  expect(subjects(post, BOB)).toHaveLength(1);
  expect(round.dropped).toBe(1);
  const [dropped] = (await mailsOf(post, 'reminder')).filter(
    ({ employeeNumber }) => employeeNumber === ALICE,
  );
  expect(dropped).toMatchObject({ state: 'dropped', outcome: 'The person has signed meanwhile.' });
  expect(await post.remind(noon('2026-12-10'))).toBe(1);
});

test('pain 10: an extension moves the reminders, also one that waits already', async () => {
  const post = await postOffice();
  await post.remind(noon('2026-12-04'));
  const assignmentId = post.school.assignment[ALICE]!;
  await term(post, { assignmentId, kind: 'extended', dueOn: '2027-01-15', at: noon('2026-12-04') });
  await post.deliver(noon('2026-12-04'));
  expect(subjects(post, ALICE)).toEqual([]);
  expect(subjects(post, BOB)).toHaveLength(1);
  await post.remind(noon('2026-12-14'));
  await post.deliver(noon('2026-12-14'));
  expect(subjects(post, ALICE)).toEqual([]);
  // Two weeks before the new date: for it, nothing was said yet.
  await post.remind(noon('2027-01-01'));
  await post.deliver(noon('2027-01-01'));
  expect(subjects(post, ALICE)).toEqual([expect.stringContaining('14 days left')]);
});

test('pain 11: HR sends a mail again, as a row of its own, with who did it in the log', async () => {
  const post = await postOffice();
  await post.remind(noon('2026-12-04'));
  await post.deliver(noon('2026-12-04'));
  const [first] = (await mailsOf(post, 'reminder')).filter(
    ({ employeeNumber }) => employeeNumber === ALICE,
  );
  const at = noon('2026-12-05');
  const id = await resendMail(post.db, { mailId: first!.id, by: BOB, at });
  expect(await resendMail(post.db, { mailId: first!.id, by: BOB, at })).toBe(id);
  await change(post, ALICE, { mail: 'alice.new@test.example' });
  await post.deliver(at);
  const [again] = await post.db.read.select().from(mails).where(eq(mails.id, id));
  expect(again).toMatchObject({
    resends: first!.id,
    state: 'sent',
    queuedBy: BOB,
    address: 'alice.new@test.example',
  });
  expect(again!.subject).toContain('6 days left');
  expect((await mailsOf(post, 'reminder')).find((mail) => mail.id === first!.id)).toEqual(first);
  const events = await post.db.read
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.act, 'mail.resent'));
  expect(events).toMatchObject([
    { actor: BOB, subject: id, detail: { resends: first!.id, to: ALICE } },
  ]);
  expect(await reason(resendMail(post.db, { mailId: 'nothing', by: BOB, at }))).toContain(
    'no such mail',
  );
});

test('HR stops a mail that waits; one that has left cannot be stopped', async () => {
  const post = await postOffice();
  await post.remind(noon('2026-12-04'));
  const at = noon('2026-12-04');
  const all = await mailsOf(post, 'reminder');
  const mine = all.find(({ employeeNumber }) => employeeNumber === ALICE)!;
  await stopMail(post.db, { mailId: mine.id, by: BOB, at });
  await post.deliver(at);
  expect(subjects(post, ALICE)).toEqual([]);
  const other = all.find(({ employeeNumber }) => employeeNumber === BOB)!;
  expect(await reason(stopMail(post.db, { mailId: other.id, by: BOB, at }))).toContain(
    'has left already',
  );
  // Neither is it queued anew.
  expect(await post.remind(new Date(at.getTime() + 3_600_000))).toBe(0);
});

test('after weeks down only the latest reminder goes out', async () => {
  const post = await postOffice();
  expect(await post.remind(noon('2026-12-16'))).toBe(2);
  await post.deliver(noon('2026-12-16'));
  expect(subjects(post, ALICE)).toEqual([expect.stringContaining('still open')]);
});

test('of reminders that waited for a mail server only the newest goes out', async () => {
  const post = await postOffice();
  await post.remind(noon('2026-11-27'));
  await post.remind(noon('2026-12-04'));
  await post.remind(noon('2026-12-10'));
  await post.deliver(noon('2026-12-10'));
  expect(subjects(post, ALICE)).toEqual([expect.stringContaining('due tomorrow')]);
});

test('nobody is reminded who is on leave, has left, is exempt, or was withdrawn from the campaign', async () => {
  const post = await postOffice();
  await onLeave(post, ALICE, '2026-12-01', null);
  await change(post, BOB, { separatedOn: '2026-12-03' });
  expect(await post.remind(noon('2026-12-04'))).toBe(0);

  const other = await postOffice();
  await other.remind(noon('2026-12-04'));
  await onLeave(other, ALICE, '2026-12-01', '2027-01-04');
  await change(other, BOB, { separatedOn: '2026-12-03' });
  await other.deliver(noon('2026-12-04'));
  expect(other.sent).toEqual([]);
  expect((await mailsOf(other, 'reminder')).map(({ outcome }) => outcome).toSorted()).toEqual([
    'The person has left.',
    'The person is on leave: due dates wait.',
  ]);

  const third = await postOffice();
  await third.remind(noon('2026-12-04'));
  const assignmentId = third.school.assignment[ALICE]!;
  await term(third, { assignmentId, kind: 'exempted' });
  await third.deliver(noon('2026-12-04'));
  expect(subjects(third, ALICE)).toEqual([]);
  expect(await third.remind(noon('2026-12-10'))).toBe(1);
});

test('a person without an address is told of, and never tried again', async () => {
  const post = await postOffice();
  await change(post, ALICE, { mail: null });
  await post.remind(noon('2026-12-04'));
  await post.deliver(noon('2026-12-04'));
  const mine = (await mailsOf(post, 'reminder')).find(
    ({ employeeNumber }) => employeeNumber === ALICE,
  );
  expect(mine).toMatchObject({
    state: 'dropped',
    outcome: 'The person has no mail address. Tell them in another way.',
  });
});

test('a campaign that has ended reminds nobody', async () => {
  const post = await postOffice();
  await post.db.write((tx) => tx.update(campaigns).set({ endedAt: noon('2026-12-01') }));
  expect(await post.remind(noon('2026-12-04'))).toBe(0);
});

test('who was told of the due date today is not reminded of it today', async () => {
  const post = await postOffice({ reminders: [-14, -7] });
  const assignmentId = post.school.assignment[ALICE]!;
  await term(post, { assignmentId, kind: 'extended', dueOn: '2026-12-14', at: noon('2026-12-08') });
  // A week before the new date is the day before she learned of it.
  expect(await post.remind(noon('2026-12-08'))).toBe(1);
});

test('reminders wait for 8:00 in the city', async () => {
  const post = await postOffice();
  const night = new Date('2026-12-04T06:10:00Z');
  await post.remind(night);
  const eight = new Date('2026-12-04T14:00:00Z');
  expect((await mailsOf(post, 'reminder')).map(({ sendAt }) => sendAt)).toEqual([eight, eight]);
  expect((await post.deliver(night)).sent).toBe(0);
  expect((await post.deliver(eight)).sent).toBe(2);
});

test.each([
  ['2026-11-01', '2026-11-01T14:00:00.000Z'],
  ['2026-10-31', '2026-10-31T13:00:00.000Z'],
  ['2026-03-08', '2026-03-08T13:00:00.000Z'],
  ['2026-03-07', '2026-03-07T14:00:00.000Z'],
])('8:00 in the city on %s is %s', (day, instant) => {
  expect(morningOf(day, ZONE).toISOString()).toBe(instant);
});

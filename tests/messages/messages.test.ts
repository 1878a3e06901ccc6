import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { mails, passwordLinks, passwords } from '#db/schema/index.ts';
import { MAIL_KINDS } from '#mail/queue.ts';
import { resendMail, stopMail } from '#messages/act-on-mail.ts';
import { answerQuestion } from '#questions/answer.ts';
import { askQuestion } from '#questions/ask.ts';
import { addEmployee } from '#people/add-employee.ts';
import { changeEmployee } from '#people/change-employee.ts';
import { grantRole } from '#auth/grant-role.ts';
import { addPeople, finishTraining, sign, takeCheck } from '../support/school.ts';
import {
  ALICE,
  BOB,
  change,
  mailsOf,
  noon,
  NOW,
  onLeave,
  ORIGIN,
  postOffice,
  preview,
  queued,
  term,
  wordsOf,
  type Post,
} from './support.ts';

const about = (post: Post) => ({ about: post.school.assignment[ALICE]! });

test('assigned: what, until when with the zone, how long, and the day for the calendar', async () => {
  const post = await postOffice();
  const mail = await queued(post, 'assigned', about(post));
  const composed = await preview(post, mail, NOW);
  const words = wordsOf(composed);
  expect(words).toContain('due Friday, December 11, 2026, end of day, Central Time');
  expect(words).toMatch(/about \d+ minutes, with some questions/);
  expect(words).toContain(`${ORIGIN}/learn/${mail.about}`);
  expect(words).toContain('as an employee in Fire');
  expect(composed).toMatchObject({
    to: { name: 'Alice Example', address: 't-1@test.example' },
    letter: { calendar: { id: `due-${mail.about}`, on: '2026-12-11', sequence: 0 } },
  });
});

test('due changed: the new date under the same entry; nothing left to do takes the entry out', async () => {
  const post = await postOffice();
  const { about: assignmentId } = about(post);
  const first = await queued(post, 'due-changed', about(post));
  await term(post, { assignmentId, kind: 'extended', dueOn: '2027-01-15' });
  const composed = await preview(post, first, NOW);
  expect(wordsOf(composed)).toContain('now due Friday, January 15, 2027, end of day, Central Time');
  expect(composed).toMatchObject({
    letter: { calendar: { id: `due-${assignmentId}`, on: '2027-01-15', sequence: 1 } },
  });
  const second = await queued(post, 'due-changed', { ...about(post), at: noon('2026-11-24') });
  expect(wordsOf(await preview(post, first, NOW))).toMatch(/^dropped: A newer mail/);
  await term(post, { assignmentId, kind: 'exempted' });
  const gone = await preview(post, second, NOW);
  expect(wordsOf(gone)).toContain('You need not do the training');
  expect(gone).toMatchObject({ letter: { calendar: { on: null, sequence: 2 } } });
  await onLeave(post, ALICE, '2026-11-01', null);
  expect(wordsOf(await preview(post, second, NOW))).toMatch(/^dropped: .*on leave/);
});

test('a reminder says where the person left off', async () => {
  const post = await postOffice();
  const mail = await queued(post, 'reminder', { ...about(post), detail: { dueOn: '2026-12-11' } });
  expect(wordsOf(await preview(post, mail, NOW))).toMatch(/Next: the lesson “.+”/);
  const lesson = post.school.revision.lessons[0]!;
  await takeCheck(post.school, ALICE, lesson.id);
  const words = wordsOf(await preview(post, mail, NOW));
  expect(words).toContain('Here you left off.');
  expect(words).toContain('Go on where you left off');
  expect(words).toContain('19 days are left');
});

test('a nudge names the manager, also when HR sends it again, and goes stale', async () => {
  const post = await postOffice();
  const mail = await queued(post, 'nudge', { ...about(post), by: BOB });
  expect(wordsOf(await preview(post, mail, NOW))).toContain('Bob Example asks you');
  const again = await queued(post, 'nudge', {
    ...about(post),
    at: noon('2026-11-23'),
    detail: { by: BOB },
  });
  expect(wordsOf(await preview(post, again, NOW))).toContain('Bob Example asks you');
  expect(wordsOf(await preview(post, again, NOW))).toContain('It is due Friday');
  expect(wordsOf(await preview(post, again, noon('2026-12-08')))).toMatch(/^dropped/);
  const late = noon('2026-12-14');
  const overdue = await queued(post, 'nudge', { ...about(post), at: late, by: BOB });
  expect(wordsOf(await preview(post, overdue, late))).toContain('It was due Friday');
});

test.each(['invitation', 'password-reset'] as const)(
  '%s: the link is made when the mail leaves, and only then',
  async (kind) => {
    const post = await postOffice();
    const mail = await queued(post, kind);
    expect(wordsOf(await preview(post, mail, NOW))).toContain(`${ORIGIN}/welcome/…`);
    expect(await post.db.read.select().from(passwordLinks)).toEqual([]);
    await post.deliver(NOW);
    const token = /welcome\/([\w-]{43})/.exec(post.sent[0]!.body)![1]!;
    const [link] = await post.db.read.select().from(passwordLinks);
    expect(link).toMatchObject({
      tokenHash: createHash('sha256').update(token).digest('hex'),
      kind: kind === 'invitation' ? 'invite' : 'reset',
      employeeNumber: ALICE,
    });
    const [kept] = await post.db.read.select().from(mails).where(eq(mails.id, mail.id));
    expect(kept!.state).toBe('sent');
    expect(kept!.body).toContain('(a link that was good once)');
    expect(JSON.stringify(kept)).not.toContain(token);
  },
);

test('who has a password is not invited; a link asked for days ago is not sent', async () => {
  const post = await postOffice();
  const reset = await queued(post, 'password-reset');
  expect(wordsOf(await preview(post, reset, noon('2026-11-25')))).toMatch(/^dropped: .*a day ago/);
  const invited = await queued(post, 'invitation');
  await post.db.write((tx) =>
    tx.insert(passwords).values({ employeeNumber: ALICE, hash: 'x', changedAt: NOW }),
  );
  expect(wordsOf(await preview(post, invited, NOW))).toMatch(/^dropped: .*has a password/);
});

test('password changed: when it was, also when it is sent again', async () => {
  const post = await postOffice();
  const words = wordsOf(await preview(post, await queued(post, 'password-changed'), NOW));
  expect(words).toContain('November 22, 2026 at 9:00 AM CST');
  expect(words).toContain(`${ORIGIN}/forgot`);
  const detail = { at: NOW.getTime() };
  const again = await queued(post, 'password-changed', { at: noon('2026-11-25'), detail });
  expect(wordsOf(await preview(post, again, NOW))).toContain('November 22, 2026 at 9:00 AM CST');
});

test('a change of address is told at the address before, which nobody stops', async () => {
  const post = await postOffice();
  const told = () => mailsOf(post, 'address-changed');
  const today = '2026-11-22';
  const move = (mail: string | null, at: Date) =>
    post.db.write((tx) =>
      changeEmployee(tx, { number: ALICE, mail, on: today, today, at, by: BOB }),
    );
  await move('other@test.example', NOW);
  expect(await told(), 'without a password there is no account to take over').toEqual([]);
  await post.db.write((tx) =>
    tx.insert(passwords).values({ employeeNumber: ALICE, hash: 'x', changedAt: NOW }),
  );
  await move('third@test.example', NOW);
  await move('third@test.example', new Date(NOW.getTime() + 1));
  await move(null, new Date(NOW.getTime() + 2));
  const [first, second, ...others] = await told();
  expect(others).toEqual([]);
  await expect(stopMail(post.db, { mailId: first!.id, by: BOB, at: NOW })).rejects.toThrow(
    'It is not stopped',
  );
  expect(wordsOf(await preview(post, first!, NOW))).toContain('take over your account');
  await post.deliver(noon('2026-11-23'));
  expect(post.sent.map(({ to }) => to)).toEqual(['other@test.example', 'third@test.example']);
  // Sent again, it goes there, too.
  await resendMail(post.db, { mailId: second!.id, by: BOB, at: noon('2026-11-23') });
  await post.deliver(noon('2026-11-23'));
  expect(post.sent.at(-1)!.to).toBe('third@test.example');
});

test('signing queues a receipt in its own write; it leads to the record and names its fingerprint', async () => {
  const post = await postOffice();
  await finishTraining(post.school, ALICE);
  const id = await sign(post.school, ALICE);
  await sign(post.school, ALICE);
  const all = await mailsOf(post, 'receipt');
  expect(all).toMatchObject([{ about: id, employeeNumber: ALICE, state: 'waiting' }]);
  await post.deliver(noon('2026-11-23'));
  expect(post.sent[0]!.body).toContain(`${ORIGIN}/record/${id}`);
  expect(post.sent[0]!.body).toMatch(/fingerprint begins with [0-9a-f]{12}\./);
});

test('an answer of HR queues a mail without its words; a better answer takes its place', async () => {
  const post = await postOffice();
  const { db, school } = post;
  const id = 'Q'.repeat(22);
  await askQuestion(db, {
    policies: school.policies,
    id,
    employeeNumber: ALICE,
    policyId: 'social-media',
    revisionId: school.revision.id,
    about: 'C.3:1',
    from: undefined,
    words: 'Is a hat a uniform?',
    at: NOW,
  });
  await answerQuestion(db, { questionId: id, words: 'It is.', seen: 0, by: BOB, at: NOW });
  await answerQuestion(db, { questionId: id, words: 'It is.', seen: 0, by: BOB, at: NOW });
  await answerQuestion(db, {
    questionId: id,
    words: 'It is not.',
    seen: 1,
    by: BOB,
    at: noon('2026-11-22'),
  });
  expect(await mailsOf(post, 'question-answered')).toHaveLength(2);
  await post.deliver(noon('2026-11-22'));
  expect(post.sent).toHaveLength(1);
  expect(post.sent[0]!.body).toContain(`${ORIGIN}/questions/${id}`);
  expect(JSON.stringify(post.sent)).not.toMatch(/It is|\bhat\b/);
});

test('pain 8: a manager’s one mail names who reports to them, and counts everybody further down', async () => {
  const post = await postOffice();
  const { db, school } = post;
  const person = {
    title: 'Chief',
    departmentId: 'fire',
    hiredOn: '2020-01-01',
    at: NOW,
    by: 'system',
  };
  await db.write(async (tx) => {
    await addEmployee(tx, {
      ...person,
      number: 'M-1',
      name: 'Mia Chief',
      mail: 'mia@test.example',
    });
    await addEmployee(tx, {
      ...person,
      number: 'M-2',
      name: 'Carl Captain',
      mail: 'carl@test.example',
      managerNumber: 'M-1',
    });
    await grantRole(tx, { number: 'M-1', role: 'manager', by: 'system', at: NOW });
  });
  const [third] = await addPeople(school, 1);
  await change(post, ALICE, { managerNumber: 'M-2' });
  await change(post, BOB, { managerNumber: 'M-1' });
  await change(post, third!, { managerNumber: 'M-2' });
  const monday = new Date('2026-12-14T14:00:00Z');
  // Due December 11: three days late, and the campaign raises it after five.
  expect(await post.digest(monday)).toBe(2);
  expect(await post.digest(monday)).toBe(0);
  const [waiting] = await mailsOf(post, 'manager-digest');
  const draft = { fictional: true, says: 'A fictional draft.' };
  const policies = school.policies.map((policy) => ({
    ...policy,
    revisions: policy.revisions.map((revision) => ({ ...revision, draft })),
  }));
  const marked = { ...post, telling: { ...post.telling, policies } };
  expect(JSON.stringify(await preview(marked, waiting!, monday))).toMatch(
    /Example: [^"]* \(fictional draft\), 3 days late/,
  );
  await post.deliver(monday);
  expect(post.sent.map(({ to }) => to).toSorted()).toEqual([
    'carl@test.example',
    'mia@test.example',
  ]);
  const mia = post.sent.find(({ to }) => to.startsWith('mia'))!;
  // She and Carl have it themselves as well, by the campaign for everybody; he is one of hers.
  expect(mia.subject).toBe('Policy training of your people: 4 overdue');
  expect(mia.body).toContain('Of those who report to other managers of your team: 2 overdue.');
  expect(mia.body).not.toContain('Alice Example');
  expect(mia.body).toMatch(/Bob Example: [^"]*, 3 days late"/);
  expect(mia.body).toContain(`${ORIGIN}/team`);
  expect(mia.body).not.toContain('Mia Chief:');
  expect(mia.body).not.toContain('find a moment');
  const carl = post.sent.find(({ to }) => to.startsWith('carl'))!;
  expect(carl.body).toContain(`Alice Example: ${school.policies[0]!.title}, 3 days late`);
  expect(carl.body).not.toContain('Bob Example');
  // He was granted nothing: that people report to him opens the page.
  expect(carl.body).toContain(`${ORIGIN}/team`);

  const next = new Date('2026-12-21T14:00:00Z');
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  await change(post, BOB, { managerNumber: 'M-2' });
  post.sent.length = 0;
  await post.digest(next);
  await post.deliver(next);
  const later = post.sent.find(({ to }) => to.startsWith('mia'))!;
  expect(later.body).toContain('find a moment to talk with them');
  // By now the one above Carl is told by name as well, and through whom.
  expect(later.body).toMatch(/Bob Example: [^"]*, 10 days late \(reports to Carl Captain\)/);
  expect(later.body).not.toContain('Alice Example');
});

test('a manager with nobody late gets nothing', async () => {
  const post = await postOffice();
  await change(post, ALICE, { managerNumber: BOB });
  expect(await post.digest(noon('2026-11-23'))).toBe(0);
  expect(await post.digest(noon('2026-12-04'))).toBe(1);
  await finishTraining(post.school, ALICE);
  await sign(post.school, ALICE);
  await post.deliver(noon('2026-12-04'));
  expect(post.sent.filter(({ to }) => to.startsWith('t-2'))).toEqual([]);
  expect(await mailsOf(post, 'manager-digest')).toMatchObject([
    { state: 'dropped', outcome: 'Nobody is late or soon due any more.' },
  ]);
});

test('no kind goes to who has left, has no address or none that is one', async () => {
  const post = await postOffice();
  const kinds = MAIL_KINDS.filter((kind) => kind !== 'address-changed');
  const all = await Promise.all(kinds.map((kind) => queued(post, kind, about(post))));
  const why = async () => {
    const said = new Set<string>();
    for (const mail of all) said.add(wordsOf(await preview(post, mail, NOW)));
    return [...said];
  };
  await change(post, ALICE, { mail: null });
  expect(await why()).toEqual([expect.stringContaining('no mail address')]);
  await change(post, ALICE, { mail: 'a@b.example,c@d.example' });
  expect(await why()).toEqual([expect.stringContaining('address is none')]);
  await change(post, ALICE, { separatedOn: '2026-11-20' });
  expect(await why()).toEqual(['dropped: The person has left.']);
});

test('every link of every kind begins with the portal’s own origin', async () => {
  const post = await postOffice();
  for (const kind of MAIL_KINDS) {
    const composed = await preview(post, await queued(post, kind, about(post)), NOW);
    const links = wordsOf(composed).match(/https?:\/\/\S+/g) ?? [];
    for (const link of links) expect(link.startsWith(`${ORIGIN}/`)).toBe(true);
  }
});

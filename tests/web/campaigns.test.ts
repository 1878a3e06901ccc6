import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { DEMO_EXTENDED, DEMO_ON_LEAVE } from '#server/demo/roster.ts';
import { wordsOf } from '../support/solve.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';

let server: TestServer;
let hana: Visitor;
const NEXT_YEAR = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
const SOON = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
const PLAN = {
  policyId: 'social-media',
  reach: 'some',
  departments: 'finance',
  due: 'on',
  dueOn: NEXT_YEAR,
  cycle: 'once',
  notices: 'true',
  remindersBefore: '7, 1',
  remindersAfter: '3',
  escalateAfter: '7',
};
const LOOK = '/hr/campaigns/preview?_action=previewCampaign';
const MAKE = '/hr/campaigns/preview?_action=createCampaign';

beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = await signIn('hana@demo.example');
});

async function signIn(login: string): Promise<Visitor> {
  const visitor = server.visitor();
  await visitor.post('/login?_action=signIn', { login, password: DEMO_PASSWORD });
  return visitor;
}
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
const found = (html: string, pattern: RegExp) => {
  const match = pattern.exec(html)?.[1];
  if (!match) throw new Error(`nothing like ${pattern} in ${said(html).slice(0, 600)}`);
  return match;
};
const hidden = (html: string) => ({
  id: found(html, /name="id" value="([\w-]+)"/),
  seen: found(html, /name="seen" value="([\w-]+)"/),
});

describe('a new campaign', () => {
  test('wrong input comes back filled in, without anything kept', async () => {
    const past = await hana.post(LOOK, { ...PLAN, dueOn: '2020-01-01' });
    expect(past.status).toBe(400);
    expect(said(past.text)).toContain('The due date is in the past');
    expect(past.text).toContain('value="2020-01-01"');
    expect(past.text).toMatch(/value="finance" checked/);
    const { departments: _, ...nobody } = PLAN;
    expect(said((await hana.post(LOOK, nobody)).text)).toContain('Choose everyone, or one or more');
    const leap = {
      ...PLAN,
      cycle: 'yearly',
      due: 'days',
      dueDays: '30',
      opensOn: '02-29',
      gapDays: '180',
    };
    expect(said((await hana.post(LOOK, leap)).text)).toContain('February 29 is not in every year');
    const words = { ...PLAN, escalateAfter: 'soon', people: 'DEMO-9999' };
    expect(said((await hana.post(LOOK, words)).text)).toContain(
      'No employee has the number DEMO-9999',
    );
  });

  test('is previewed, changed, made and shown, and nobody is assigned before that', async () => {
    const nobody = await hana.post(LOOK, PLAN);
    expect(said(nobody.text)).toContain('Nobody new');
    const form = await hana.post(LOOK, { ...PLAN, show: 'form' });
    expect(form.text).toMatch(/value="finance" checked/);
    const again = { ...PLAN, again: 'true', name: 'Finance once more' };
    const shown = await hana.post(LOOK, again);
    expect(said(shown.text)).toMatch(/Gets it: works in Finance/);
    expect(said(shown.text)).toMatch(/First notice .* everybody assigned/);
    expect(said(shown.text)).toContain('Central Time');
    expect((await hana.get('/hr/campaigns')).text).not.toContain('Finance once more');
    const made = await hana.post(MAKE, { ...again, ...hidden(shown.text) });
    expect(said(made.text)).toMatch(/Assigned \d+ (person has|people have) it now/);
    expect(said((await hana.get('/hr/campaigns')).text)).toContain('Finance once more');
    // Sent twice is once: the browser's back button.
    const twice = await hana.post(MAKE, { ...again, ...hidden(shown.text) });
    expect(twice.path).toBe(made.path);
  });

  test('is shown again when its people changed in between', async () => {
    const plan = { ...PLAN, departments: 'city-clerk', again: 'true' };
    const shown = await hana.post(LOOK, plan);
    const stale = await hana.post(MAKE, { ...plan, ...hidden(shown.text), seen: 'x'.repeat(43) });
    expect(stale.status).toBe(409);
    expect(said(stale.text)).toContain('has changed since you looked');
    expect(hidden(stale.text)).toEqual(hidden(shown.text));
  });
});

describe('a campaign that runs', () => {
  const here = '/hr/campaigns/demo-campaign-wave-2';

  test('shows whom it asked and why, and its reminders can change', async () => {
    const page = await hana.get(here);
    expect(said(page.text)).toContain('works in Police');
    expect(said(page.text)).toContain('7 days before it is due');
    const act = `${here}?_action=changeCampaignReminders`;
    const wrong = await hana.post(act, {
      campaign: here.split('/').at(-1)!,
      remindersBefore: 'often',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('value="often"');
    const good = { campaign: here.split('/').at(-1)!, remindersBefore: '14', remindersAfter: '2' };
    const saved = await hana.post(act, good);
    expect(said(saved.text)).toContain('14 days before it is due; 2 days after it was due');
  });

  test.each(['99999999999999999999', '1.5', '-3', 'x'])(
    'has a page, also at ?page=%s',
    async (n) => {
      const answer = await hana.get(`/hr/campaigns/demo-campaign-each-year?page=${n}`);
      expect(answer.status).toBe(200);
      expect(said(answer.text)).toContain('Social media, each year');
    },
  );

  test('its due date moves for all that is open; ended, it shows no more forms', async () => {
    const campaign = 'demo-campaign-wave-3';
    const at = `/hr/campaigns/${campaign}`;
    const move = { campaign, dueOn: SOON, because: '' };
    const wrong = await hana.post(`${at}?_action=moveCampaignDueDate`, move);
    expect(said(wrong.text)).toContain('Say why');
    const moved = await hana.post(`${at}?_action=moveCampaignDueDate`, {
      ...move,
      because: 'A storm',
    });
    expect(said(moved.text)).toContain('The due date is moved');
    expect((await hana.get(at)).text).toContain('>End this campaign<');
    const renamed = await hana.post(`${at}?_action=renameCampaign`, {
      campaign,
      name: 'Parks, 2026',
    });
    expect(said(renamed.text)).toContain('Parks, 2026');
    const nameless = await hana.post(`${at}?_action=renameCampaign`, { campaign, name: '' });
    expect([nameless.status, said(nameless.text).includes('name is missing')]).toEqual([400, true]);
    const ended = await hana.post(`${at}?_action=endCampaign`, { campaign });
    expect(said(ended.text)).toContain('Ended');
    expect(ended.text).not.toContain('>End this campaign<');
  });

  test('pain 19: its drift is shown and set right by one act', async () => {
    const ada = await signIn('ada@demo.example');
    const drift = await ada.get(`${here}/drift`);
    expect(said(drift.text)).toContain('Nothing has drifted');
    expect(drift.text).not.toContain('Set it right');
  });
});

describe('one person', () => {
  const pageOf = async (number: string) => {
    const list = await hana.get(`/hr/people?search=${number}`);
    return `/hr/people/${found(list.text, /href="\/hr\/people\/([\w-]{22})"/)}`;
  };

  test('has more time, is excused and asked again, each with why', async () => {
    const here = await pageOf(DEMO_EXTENDED);
    const page = await hana.get(here);
    expect(said(page.text)).toContain('Two weeks at the academy. (Hana Personnel');
    const assignment = found(page.text, /name="assignment" value="([\w-]{22})"/);
    const wrong = await hana.post(`${here}?_action=extendAssignment`, {
      assignment,
      dueOn: '2020-01-01',
      because: 'Jury duty',
    });
    expect(said(wrong.text)).toContain('The due date is in the past');
    expect(wrong.text).toContain('value="Jury duty"');
    const good = { assignment, dueOn: NEXT_YEAR, because: 'Jury duty' };
    const extended = await hana.post(`${here}?_action=extendAssignment`, good);
    expect(said(extended.text)).toContain('Jury duty (Hana Personnel');
    const excused = await hana.post(`${here}?_action=exemptAssignment`, {
      assignment,
      because: 'Retires',
    });
    expect(said(excused.text)).toContain('Excused by HR: Retires');
    const again = await hana.post(`${here}?_action=endAssignmentExemption`, {
      assignment,
      because: 'Stays',
    });
    expect(said(again.text)).toContain('Asked again: Stays');
  });

  test('comes back from leave, and the due date with them', async () => {
    const here = await pageOf(DEMO_ON_LEAVE);
    const away = await hana.get(here);
    expect(said(away.text)).toContain('no return known yet');
    const leave = found(away.text, /name="leave" value="(\d+)"/);
    const wrong = await hana.post(`${here}?_action=endLeave`, { leave, backOn: '2020-01-01' });
    expect(said(wrong.text)).toContain('comes after the first day');
    const back = await hana.post(`${here}?_action=endLeave`, { leave, backOn: SOON });
    expect(said(back.text)).toMatch(/back on \w+ \d+/);
    const person = here.split('/').at(-1)!;
    const act = `${here}?_action=noteLeave`;
    const open = await hana.post(act, { person, fromOn: NEXT_YEAR, backOn: '' });
    expect(said(open.text)).toContain('no return known yet');
    const two = await hana.post(act, { person, fromOn: NEXT_YEAR, backOn: '' });
    expect(said(two.text)).toContain('There is a leave from');
    const mistaken = found(
      open.text,
      /takeBackLeave"[^>]*>\s*<input type="hidden" name="leave" value="(\d+)"/,
    );
    const taken = await hana.post(`${here}?_action=takeBackLeave`, { leave: mistaken });
    expect(said(taken.text)).toMatch(/noted by mistake, taken back on .* by Hana Personnel/);
    const twice = await hana.post(`${here}?_action=takeBackLeave`, { leave: mistaken });
    expect(said(twice.text)).toContain('There is no such leave.');
  });

  test('is changed by HR alone: an auditor reads', async () => {
    const ada = await signIn('ada@demo.example');
    const page = await ada.get(await pageOf(DEMO_EXTENDED));
    expect(said(page.text)).toContain('Two weeks at the academy.');
    expect(page.text).not.toContain('extendAssignment');
    expect(page.text).not.toContain('noteLeave');
  });
});

test('what needs a decision stands in one list, each with the link that settles it', async () => {
  const page = await hana.get('/hr/exceptions');
  expect(said(page.text)).toContain('Declined to sign: 1');
  expect(said(page.text)).toMatch(
    /Overdue for longer than the campaign waits before it turns to the manager: \d+/,
  );
  expect(page.text).toMatch(/href="\/hr\/declines\/[\w-]{22}"/);
});

import { beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD as PASSWORD } from '#server/demo/seed.ts';
import { ask, startServer, visitor, type TestServer } from '../support/server.ts';

const SIGN_IN = '/login?_action=signIn';
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ demo: true });
});

test('signing in leads to the start page under a cookie that dies with the browser', async () => {
  const browser = newcomer();
  const answer = await browser.post(SIGN_IN, { login: 'DEMO-1001', password: PASSWORD });

  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/learn');
  const [session, device] = answer.headers.getSetCookie();
  expect(session).toMatch(/^session=[a-z2-7]{40}; Path=\/; HttpOnly; SameSite=Lax$/);
  // The mark of the device outlives the browser; by itself it signs nobody in.
  expect(device).toMatch(/^device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/);
  expect((await browser.get('/learn')).text).toContain('Nora Newhire');
});

test('where people come by https the cookie is bound to the host', async () => {
  const { port } = await startServer({
    demo: true,
    env: { PORTAL_ORIGIN: 'https://portal.city.example' },
  });
  const { status, headers } = await ask(port, SIGN_IN, {
    method: 'POST',
    headers: {
      host: 'portal.city.example',
      origin: 'https://portal.city.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ login: 'DEMO-1001', password: PASSWORD }).toString(),
  });
  expect(status).toBe(303);
  expect(headers['set-cookie']).toEqual([
    expect.stringMatching(/^__Host-session=[a-z2-7]{40}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    expect.stringMatching(
      /^__Host-device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
});

test('what a signed-in person sees is stored nowhere', async () => {
  const browser = await signedIn('DEMO-1001');
  for (const path of ['/learn', '/record', '/', '/nowhere', '/hr']) {
    expect((await browser.get(path)).headers.get('cache-control'), path).toContain('no-store');
  }
});

test('a wrong password and an unknown login get the same page and status', async () => {
  const typed = { password: 'not the password at all' };
  const unknown = await newcomer().post(SIGN_IN, { ...typed, login: 'nobody-1' });
  const wrong = await newcomer().post(SIGN_IN, { ...typed, login: 'DEMO-1005' });

  expect(unknown.status).toBe(400);
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('do not belong together. Please check both.');
  expect(wrong.text.replaceAll('DEMO-1005', 'nobody-1')).toBe(unknown.text);
  expect(wrong.text).not.toContain(typed.password);
  expect(wrong.headers.getSetCookie()).toEqual([]);
});

test('an empty form says what is missing, field by field', async () => {
  const { status, text } = await newcomer().post(SIGN_IN, { login: '', password: '' });
  expect(status).toBe(400);
  expect(text).toContain('href="#login"');
  expect(text).toContain('Enter your work e-mail or employee number.');
  expect(text).toContain('href="#password"');
  expect(text).toContain('Enter your password.');
});

test('after many failures the right password has to wait, too, and is told how long', async () => {
  const browser = newcomer();
  for (let i = 0; i < 6; i += 1) {
    const { status } = await browser.post(SIGN_IN, { login: 'DEMO-1004', password: 'wrong' });
    expect(status).toBe(400);
  }
  const answer = await browser.post(SIGN_IN, { login: 'DEMO-1004', password: PASSWORD });
  expect(answer.status).toBe(429);
  expect(answer.text).toContain('Please try again in a minute.');
});

test('signing out works from any page and ends the session itself', async () => {
  const browser = await signedIn('DEMO-1001');
  const thief = newcomer();
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
  expect((await thief.get('/learn')).status).toBe(200);

  const answer = await browser.post('/record?_action=signOut', {});

  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/login?signed-out');
  expect(browser.cookies.has('session')).toBe(false);
  expect((await browser.get('/login?signed-out')).text).toContain('You are signed out.');
  expect((await thief.get('/learn')).status).toBe(303);
});

test('a session planted in the browser is never the one signed in to', async () => {
  const attacker = await signedIn('DEMO-1002');
  const planted = attacker.cookies.get('session') ?? '';
  const victim = newcomer();
  victim.cookies.set('session', planted);

  await victim.post(SIGN_IN, { login: 'DEMO-1001', password: PASSWORD });

  expect(victim.cookies.get('session')).not.toBe(planted);
  expect((await attacker.get('/learn')).status).toBe(303);
});

test('signing in leads where the person wanted to go', async () => {
  const browser = newcomer();
  const led = await browser.get('/policy/social-media?q=photo');
  const login = led.headers.get('location') ?? '';
  expect(login).toBe('/login?next=%2Fpolicy%2Fsocial-media%3Fq%3Dphoto');
  const next = hidden((await browser.get(login)).text)['next'] ?? '';

  const answer = await browser.post(SIGN_IN, { login: 'DEMO-1001', password: PASSWORD, next });
  expect(answer.headers.get('location')).toBe('/policy/social-media?q=photo');
});

test('signing in never leads to another site', async () => {
  for (const next of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
  ]) {
    const page = await newcomer().get(`/login?next=${encodeURIComponent(next)}`);
    expect(hidden(page.text)).not.toHaveProperty('next');
    const browser = newcomer();
    const answer = await browser.post(SIGN_IN, { login: 'DEMO-1001', password: PASSWORD, next });
    expect(answer.headers.get('location')).toBe('/learn');
  }
});

test('who is signed in already is led on', async () => {
  const browser = await signedIn('DEMO-1002');
  expect((await browser.get('/login')).headers.get('location')).toBe('/team');
  expect((await browser.get('/login?next=/record')).headers.get('location')).toBe('/record');
});

test('an answer that comes after the session has ended is sent after signing in', async () => {
  const browser = await signedIn('DEMO-1001');
  const learn = (await browser.get('/learn')).text;
  const assignment = /\/learn\/([\w-]{22})/.exec(learn)?.[1] ?? '';
  const lessons = (await browser.get(`/learn/${assignment}`)).text;
  const lesson = new RegExp(`/learn/${assignment}/([\\w.-]+)`).exec(lessons)?.[1] ?? '';
  const begun = await browser.post(`/learn/${assignment}/${lesson}?_action=startPractice`, {
    assignment,
    lesson,
  });
  const attempt = begun.headers.get('location') ?? '';
  const question = (await browser.get(attempt)).text;
  const given = /name="given"[^>]*value="([^"]+)"/.exec(question)?.[1] ?? '';
  const answer = { ...hidden(formIn(question, '_action=answer')), given };
  browser.cookies.clear();

  const ended = await browser.post(`${attempt}?_action=answer`, answer);
  expect(ended.status).toBe(401);
  expect(ended.text).toContain('Your session has ended');
  const form = formIn(ended.text, '_action=signIn');
  expect(form).toContain('action="/login?_action=signIn"');

  const mistyped = await browser.post(SIGN_IN, {
    ...hidden(form),
    login: 'DEMO-1001',
    password: 'wrong',
  });
  const back = await browser.post(SIGN_IN, {
    ...hidden(formIn(mistyped.text, '_action=signIn')),
    login: 'DEMO-1001',
    password: PASSWORD,
  });
  expect(back.status).toBe(200);
  expect(back.text).toContain('It is not saved yet.');

  const kept = formIn(back.text, '_action=answer');
  expect(hidden(kept)).toEqual(answer);
  const sent = await browser.post(/action="([^"]+)"/.exec(kept)?.[1] ?? '', hidden(kept));
  expect(sent.status).toBe(303);
  expect(sent.headers.get('location')).toMatch(new RegExp(`^${attempt}`));
});

test('a form to send again never comes from an address', async () => {
  const page = await newcomer().get(
    '/login?next=/learn&unsent=_action%3DcreateCampaign%26reach%3Deveryone',
  );
  expect(hidden(page.text)).toEqual({ next: '/learn' });
});

test('another site cannot sign anybody in or out', async () => {
  const browser = await signedIn('DEMO-1001');
  for (const path of [SIGN_IN, '/learn?_action=signOut', '/_actions/signOut']) {
    const answer = await fetch(`${server.origin}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'cross-site',
        origin: 'https://evil.example',
        cookie: `session=${browser.cookies.get('session')}`,
      },
      body: new URLSearchParams({ login: 'DEMO-1001', password: PASSWORD }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect((await browser.get('/learn')).status).toBe(200);
});

/** A browser that shows each redirect instead of following it. */
function newcomer() {
  const { cookies, get, post } = visitor(server.origin);
  return {
    cookies,
    get: (path: string) => get(path, { follow: false }),
    post: (path: string, form: Record<string, string>) => post(path, form, { follow: false }),
  };
}

async function signedIn(login: string) {
  const browser = newcomer();
  const { status } = await browser.post(SIGN_IN, { login, password: PASSWORD });
  expect(status).toBe(303);
  return browser;
}

/** The form that posts to the action. */
function formIn(html: string, action: string): string {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  return forms.find((form) => form.includes(action)) ?? '';
}

function hidden(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries(
    Array.from(inputs, ([, name = '', value = '']) => [
      name,
      value.replaceAll('&quot;', '"').replaceAll('&#34;', '"').replaceAll('&amp;', '&'),
    ]),
  );
}

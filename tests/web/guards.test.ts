import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { disposalProposals } from '#db/schema/index.ts';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { startServer, visitor } from '../support/server.ts';
import { ACTIONS, PUBLIC_PAGES, ROUTES, WHO, type Asked, type Who } from './routes.ts';

const ROOT = `${join(import.meta.dirname, '../..')}/`;
const LOGIN: Record<Exclude<Who, 'anonymous'>, string> = {
  employee: 'DEMO-1001',
  manager: 'DEMO-1002',
  hr: 'DEMO-1003',
  auditor: 'DEMO-1004',
  admin: 'DEMO-1005',
};

const pages = globSync('src/pages/**/*.{astro,ts}', { cwd: ROOT }).map((file) => ({
  file,
  route: routeOf(file),
}));

describe('the list of what there is', () => {
  test('every page and endpoint stands in the table, and nothing else', () => {
    expect(pages.map((page) => page.route).toSorted()).toEqual(Object.keys(ROUTES).toSorted());
  });

  test('every action stands in the table, and nothing else', () => {
    const index = readFileSync(`${ROOT}src/actions/index.ts`, 'utf8');
    const names = /export const server = \{([^}]*)\}/.exec(index)?.[1] ?? '';
    expect(names.match(/\w+/g)?.toSorted()).toEqual(Object.keys(ACTIONS).toSorted());
  });

  for (const { file, route } of pages.filter((page) => !PUBLIC_PAGES.includes(page.route))) {
    test(`${route} begins with its guard`, () => {
      for (const statement of firstStatements(file)) {
        expect(statement).toMatch(/\brequire(SignedIn|Role)\(/);
      }
    });
  }

  test('no page is prerendered: middleware would never see who asks', () => {
    for (const { file } of pages) {
      expect(readFileSync(`${ROOT}${file}`, 'utf8'), file).not.toMatch(/\bprerender\s*=\s*true/);
    }
  });
});

describe('who may open what', () => {
  let asked: Record<Who, { own: Asked; other: Asked }>;
  let visitors: Record<Who, ReturnType<typeof stillVisitor>>;

  beforeAll(async () => {
    const { origin, databaseFile } = await startServer({ demo: true });
    await addProposal(databaseFile);
    visitors = Object.fromEntries(
      await Promise.all(
        WHO.map(async (who) => {
          const browser = stillVisitor(origin);
          if (who !== 'anonymous') {
            await browser.post('/login?_action=signIn', {
              login: LOGIN[who],
              password: DEMO_PASSWORD,
            });
          }
          return [who, browser] as const;
        }),
      ),
    ) as typeof visitors;
    asked = await objects();
  });

  for (const [route, { path, visits }] of Object.entries(ROUTES)) {
    for (const { whose, expected } of visits) {
      for (const who of WHO) {
        const status = expected[who];
        if (status === undefined) continue;
        test(`${route}${whose ? ` (${whose})` : ''}: ${who} gets ${status}`, async () => {
          const address = path(asked[who][whose ?? 'own']);
          expect(address, 'the made-up people have no such object').not.toContain('undefined');
          const response = await visitors[who].get(address);
          const location = response.headers.get('location');
          expect({ status: response.status, address }).toEqual({ status, address });
          if (who === 'anonymous' && status === 303)
            expect(location).toMatch(/^\/login(\?next=|$)/);
          else if (status === 303) expect(location).not.toMatch(/^\/login/);
        });
      }
    }
  }

  for (const [name, expected] of Object.entries(ACTIONS)) {
    for (const who of WHO) {
      test(`action ${name}: ${who} gets ${expected[who]}`, async () => {
        const rpc = await visitors[who].post(`/_actions/${name}`, { filler: 'x' });
        expect(rpc.status).toBe(expected[who]);
      });
    }
  }

  test('an id of another person answers like one that does not exist', async () => {
    const { employee } = visitors;
    for (const [route, { path, visits }] of Object.entries(ROUTES)) {
      if (!visits.some((visit) => visit.whose === 'other' && visit.expected.employee === 404)) {
        continue;
      }
      const nobodys = 'A'.repeat(22);
      const [other, none] = await Promise.all([
        employee.get(path(asked.employee.other)),
        employee.get(
          path({
            ...asked.employee.other,
            assignment: nobodys,
            attempt: nobodys,
            record: nobodys,
            question: nobodys,
          }),
        ),
      ]);
      expect({ route, status: other.status }).toEqual({ route, status: none.status });
      expect(other.text).toBe(none.text);
    }
  });

  /** What each person may have in an address, found the way they find it: by following links. */
  async function objects(): Promise<typeof asked> {
    const own = Object.fromEntries(
      await Promise.all(WHO.map(async (who) => [who, await ownObjects(who)] as const)),
    ) as Record<Who, Asked>;
    const people = (await visitors.hr.get('/hr/people')).text;
    const person = /\/hr\/people\/([\w-]{22})/.exec(people)?.[1];
    const record = await someRecord(people);
    const declines = (await visitors.hr.get('/hr/declines')).text;
    const decline = /\/hr\/declines\/([\w-]{22})/.exec(declines)?.[1];
    // Made-up people get none: what tells them of their receipts waits.
    const mails = (await visitors.hr.get('/hr/mail')).text;
    const mail = /\/hr\/mail\/([\w-]{22})/.exec(mails)?.[1];
    const all = { person, decline, mail, hold: await someHold(), proposal: PROPOSAL };
    const other = (from: Who): Asked => ({ ...own[from], ...all, record });
    return Object.fromEntries(
      WHO.map((who) => [
        who,
        {
          own: { ...own[who], ...all },
          other: other(who === 'manager' ? 'employee' : 'manager'),
        },
      ]),
    ) as typeof asked;
  }

  async function ownObjects(who: Who): Promise<Asked> {
    if (who === 'anonymous') return { ...NONE };
    const question = await ownQuestion(who);
    const learn = (await visitors[who].get('/learn')).text;
    const assignment = /\/learn\/([\w-]{22})/.exec(learn)?.[1];
    const record = /\/record\/([\w-]{22})/.exec((await visitors[who].get('/record')).text)?.[1];
    if (!assignment) return { ...NONE, record, question };
    const all = (await visitors[who].get(`/learn/${assignment}`)).text;
    const lesson = new RegExp(`/learn/${assignment}/([\\w.-]+)`).exec(all)?.[1];
    const at = `/learn/${assignment}/${lesson}`;
    const started = await visitors[who].post(`${at}?_action=startPractice`, {
      assignment,
      lesson: lesson ?? '',
    });
    const attempt = /\/attempts\/([\w-]{22})/.exec(started.headers.get('location') ?? '')?.[1];
    return { ...NONE, assignment, lesson, attempt, record, question };
  }

  /** Asked by this person, and answered by HR so that it can be published. */
  async function ownQuestion(who: Who): Promise<string | undefined> {
    const sent = await visitors[who].post('/questions/ask?_action=askHr', {
      id: randomBytes(16).toString('base64url'),
      policy: 'social-media',
      revision: '2023-04-20',
      about: 'C.3:1',
      question: 'Is a hat with the seal a uniform?',
    });
    const id = /\/questions\/([\w-]{22})/.exec(sent.headers.get('location') ?? '')?.[1];
    const form = { id: id ?? '', seen: '0', answer: 'Please ask your chief about hats.' };
    await visitors.hr.post(`/hr/questions/${id}?_action=answerQuestion`, form);
    return id;
  }

  async function someHold(): Promise<string | undefined> {
    const form = { person: 'DEMO-1001', series: 'all', reason: 'A claim', password: DEMO_PASSWORD };
    const set = await visitors.hr.post('/hr/retention/holds/new?_action=setHold', form);
    return /\/holds\/([\w-]{22})/.exec(set.headers.get('location') ?? '')?.[1];
  }

  async function someRecord(people: string): Promise<string | undefined> {
    const hrsOwn = /\/record\/([\w-]{22})/.exec((await visitors.hr.get('/record')).text)?.[1];
    for (const [, id] of people.matchAll(/\/hr\/people\/([\w-]{22})/g)) {
      const page = (await visitors.hr.get(`/hr/people/${id}`)).text;
      const found = /\/hr\/attestations\/([\w-]{22})/.exec(page)?.[1];
      if (found && found !== hrsOwn) return found;
    }
    return undefined;
  }
});

const PROPOSAL = 'P'.repeat(22);
/** Nothing of the made-up people is old enough to be proposed. */
async function addProposal(databaseFile: string): Promise<void> {
  const db = await openDatabase({ url: `file:${databaseFile}` });
  const what = { id: PROPOSAL, series: 'attestations', reason: 'The time is over.' } as const;
  await db.write((tx) =>
    tx.insert(disposalProposals).values({ ...what, by: 'DEMO-1003', at: new Date() }),
  );
  await db.close();
}

const NONE: Asked = {
  assignment: 'A'.repeat(22),
  lesson: 'any',
  attempt: 'A'.repeat(22),
  record: 'A'.repeat(22),
  person: 'A'.repeat(22),
  question: 'A'.repeat(22),
  decline: 'A'.repeat(22),
  hold: 'A'.repeat(22),
  proposal: 'A'.repeat(22),
  mail: 'A'.repeat(22),
};

/** A browser that shows each redirect instead of following it. */
function stillVisitor(origin: string) {
  const { get, post } = visitor(origin);
  return {
    get: (path: string) => get(path, { follow: false }),
    post: (path: string, form: Record<string, string>) => post(path, form, { follow: false }),
  };
}

function routeOf(file: string): string {
  const route = file
    .replace(/^src\/pages/, '')
    .replace(/\.(astro|ts)$/, '')
    .replace(/\/index$/, '');
  return route === '' ? '/' : route;
}

/** The first statement of a page's frontmatter, or of each method an endpoint answers. */
function firstStatements(file: string): string[] {
  const text = readFileSync(`${ROOT}${file}`, 'utf8');
  const isPage = file.endsWith('.astro');
  const code = isPage ? (/^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '') : text;
  const source = ts.createSourceFile('page.ts', code, ts.ScriptTarget.Latest, true);
  if (isPage) return [textOf(source.statements)];
  const methods: string[] = [];
  const visit = (node: ts.Node): void => {
    const isMethod =
      ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) ? node.name : undefined;
    if (
      isMethod &&
      ts.isIdentifier(isMethod) &&
      /^(GET|POST|PUT|PATCH|DELETE|ALL|HEAD)$/.test(isMethod.text)
    ) {
      const body = ts.isVariableDeclaration(node)
        ? node.initializer && ts.isArrowFunction(node.initializer) && node.initializer.body
        : (node as ts.FunctionDeclaration).body;
      methods.push(body && ts.isBlock(body) ? textOf(body.statements) : '');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return methods.length > 0 ? methods : [''];
}

function textOf(statements: ts.NodeArray<ts.Statement>): string {
  const first = statements.find(
    (statement) =>
      !ts.isImportDeclaration(statement) &&
      !ts.isInterfaceDeclaration(statement) &&
      !ts.isTypeAliasDeclaration(statement),
  );
  return first?.getText() ?? '';
}

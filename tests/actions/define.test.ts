import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ROLE_NAMES, type Role } from '#auth/signed-in.ts';
import { Refusal, STATUS, type RefusalCode } from '#errors.ts';

// `astro:actions` exists only in a build; these are the same functions.
vi.mock('astro:actions', async () => {
  const runtime = '../../node_modules/astro/dist/actions/runtime';
  const { defineAction } = await import(`${runtime}/server.js`);
  const { ActionError, isInputError } = await import(`${runtime}/client.js`);
  return { defineAction, ActionError, isInputError };
});

const { formAction } = await import('#actions/define.ts');
const { missing, needed, password, typed } = await import('#actions/fields.ts');
const { problemsOf } = await import('#actions/problems.ts');
const { server } = await import('#actions/index.ts');

const OPEN = [
  'beginPortal',
  'choosePassword',
  'forgotPassword',
  'signIn',
  'signInAtKiosk',
  'signOut',
];
const actions = Object.entries(server as Record<string, object>).map(([name, action]) => ({
  name,
  action: action as Callable,
  guard: 'guard' in action ? (action.guard as 'open' | readonly Role[]) : undefined,
}));

test('there are actions to look at', () => {
  expect(actions.length).toBeGreaterThan(5);
});

test('every action is made by formAction, and only what leads in and out is open', () => {
  for (const { name, guard } of actions) {
    if (OPEN.includes(name)) expect(guard, name).toBe('open');
    else expect(ROLE_NAMES, name).toEqual(expect.arrayContaining([...(guard ?? ['no guard'])]));
  }
});

test('every guarded action refuses nobody, and everybody without its role, whatever is posted', async () => {
  for (const { name, action, guard } of actions.filter((one) => !OPEN.includes(one.name))) {
    for (const body of [new FormData(), { json: true }, undefined]) {
      const { error } = await call(action, body, locals());
      expect(error, name).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    }
    const others = ROLE_NAMES.filter((role) => !guard?.includes(role) && role !== 'employee');
    for (const role of guard?.includes('employee') ? [] : ['employee' as const, ...others]) {
      const { error } = await call(action, new FormData(), locals(role));
      expect(error, `${name} by ${role}`).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    }
  }
});

test('a refusal keeps its status and its sentence, and says which field it is about', async () => {
  for (const code of Object.keys(STATUS) as RefusalCode[]) {
    const action = formAction({
      input: z.object({}),
      run: () => Promise.reject(new Refusal(code, 'A plain sentence.', 'dueOn')),
    });
    const visitor = locals('employee');
    const { error } = await call(action, new FormData(), visitor);
    expect(error).toMatchObject({ status: STATUS[code], message: 'A plain sentence.' });
    expect(problemsOf(error, visitor)).toEqual([{ field: 'dueOn', text: 'A plain sentence.' }]);
  }
});

test('a field that is wrong is a problem of its own, in its own words', async () => {
  const action = formAction({
    input: z.object({ name: z.string('Enter a name.'), day: z.string('Enter a day.') }),
    run: () => ({}),
  });
  const visitor = locals('employee');
  const { error } = await call(action, new FormData(), visitor);
  expect(error).toMatchObject({ status: 400 });
  expect(problemsOf(error, visitor)).toEqual([
    { field: 'name', text: 'Enter a name.' },
    { field: 'day', text: 'Enter a day.' },
  ]);
  expect(problemsOf(undefined, visitor)).toEqual([]);
});

test('all that is missing is told at once, from the top of the form down', async () => {
  const action = formAction({
    input: z
      .object({
        how: z.enum(['alone', 'witnessed'], { error: 'Say how.' }),
        witness: typed(9, 'Too long.'),
        reason: needed(9, 'Too long.', 'Say why.'),
        password,
      })
      .refine(
        ({ how, witness }) => how !== 'witnessed' || witness?.trim(),
        missing('witness', 'Name the witness.'),
      ),
    run: () => ({}),
  });
  const told = async (fields: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const visitor = locals('employee');
    return problemsOf((await call(action, form, visitor)).error, visitor).map(({ text }) => text);
  };
  expect(await told({})).toEqual(['Say how.', 'Say why.', 'Type your password.']);
  expect(await told({ how: 'witnessed', reason: ' ' })).toEqual([
    'Name the witness.',
    'Say why.',
    'Type your password.',
  ]);
  expect(await told({ how: 'alone', reason: 'So.', password: ' ' })).toEqual([]);
});

test('a refused role is in the audit log', async () => {
  const action = formAction({ roles: ['hr'], input: z.object({}), run: () => ({}) });
  const visitor = locals('employee');
  await call(action, new FormData(), visitor);
  expect(visitor.written).toBe(1);
});

test('a bug stays a bug: its message is no answer', async () => {
  const action = formAction({
    input: z.object({}),
    run: () => Promise.reject(new TypeError('secret detail')),
  });
  await expect(call(action, new FormData(), locals('employee'))).rejects.toThrow(TypeError);
});

test('a form that is right reaches the verb, with who sent it', async () => {
  const action = formAction({
    input: z.object({ name: z.string() }),
    run: ({ name }, _, signedIn) => ({ said: `${signedIn.number}: ${name}` }),
  });
  const form = new FormData();
  form.set('name', 'Ana');
  expect(await call(action, form, locals('employee'))).toEqual({
    data: { said: '1042: Ana' },
    error: undefined,
  });
});

type Callable = (form: unknown) => Promise<{ data: unknown; error: never }>;
type Visitor = App.Locals & { written: number };

function call(action: object, form: unknown, visitor: Visitor) {
  const context = {
    locals: visitor,
    url: new URL('http://portal.invalid/hr'),
    [Symbol.for('astro.actionAPIContext')]: true,
  };
  return (action as Callable).call(context, form);
}

function locals(role?: Role): Visitor {
  const visitor = {
    written: 0,
    signedIn: role && { number: '1042', roles: ['employee', role] },
    portal: {
      clock: () => new Date(0),
      db: { write: () => Promise.resolve((visitor.written += 1)) },
    },
  };
  return visitor as unknown as Visitor;
}

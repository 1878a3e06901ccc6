import { describe, expect, test } from 'vitest';
import { readAsked, WrongUse, type Command } from '#server/commands/command.ts';
import { helpFor, helpForAll } from '#server/commands/help.ts';

const command: Command = {
  summary: 'paints',
  usage: ['--color NAME FILE'],
  about: 'Paints a file.',
  options: {
    color: { value: 'NAME', says: 'which' },
    over: { value: 'FILE', says: 'on what', repeats: true },
    dry: { says: 'or not' },
  },
  words: 1,
  settings: ['PORTAL_CITY'],
  run: async () => undefined,
};

test('what is asked is read, in any order', () => {
  const asked = readAsked(command, ['--over', 'a', 'x.png', '--color=red', '--over=b', '--dry']);
  expect(asked.words).toEqual(['x.png']);
  expect(asked.values('color')).toEqual(['red']);
  expect(asked.values('over')).toEqual(['a', 'b']);
  expect([asked.has('dry'), asked.has('color')]).toEqual([true, true]);
  expect(readAsked(command, []).values('color')).toEqual([]);
});

test('what follows `--` is no option', () => {
  expect(readAsked(command, ['--', '--dry']).words).toEqual(['--dry']);
});

test.each([
  [['--colour', 'red'], 'There is no option `--colour` here; did you mean `--color`?'],
  [['--sepia'], 'There is no option `--sepia` here.'],
  [['-x'], 'There is no option `-x` here.'],
  [['--constructor'], 'There is no option `--constructor` here.'],
  [['--color'], 'Say what follows `--color`: `--color NAME`.'],
  [['--color='], 'Say what follows `--color`: `--color NAME`.'],
  [['--color', '--dry'], 'Say what follows `--color`: `--color NAME`.'],
  [['--color', 'red', '--color', 'blue'], '`--color` was given twice.'],
  [['--dry=no'], '`--dry` takes nothing after it.'],
  [['a', 'b'], '`b` is one word more than this command takes.'],
])('%j is asked wrongly', (args, why) => {
  expect(() => readAsked(command, args)).toThrow(new WrongUse(why));
});

describe('help', () => {
  test('of one tells usage, options, settings and how it ends', () => {
    const help = helpFor('paint', command);
    expect(help).toContain('npm run portal -- paint --color NAME FILE\n\nPaints a file.');
    for (const part of ['--color NAME', 'DATABASE_URL', 'PORTAL_CITY', '1 when it could not']) {
      expect(help).toContain(part);
    }
  });

  test('of all lists each', async () => {
    const help = await helpForAll({ paint: async () => command });
    expect(help).toContain('  paint  paints\n');
  });
});

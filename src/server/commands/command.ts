import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isRefusal } from '#errors.ts';
import { didYouMean } from '#nearest.ts';
import { describe } from '../log.ts';

/** One thing the operator can ask for: how it is asked, what it reads, and what it does. */
export type Command = {
  /** In one line, for the list of all. */
  summary: string;
  /** What may follow the name, a way a line: `--to FILE`. */
  usage: readonly string[];
  /** What happens, what must be so, and what it leaves, in plain sentences of at most 96 letters a line. */
  about: string;
  options?: Readonly<Record<string, Option>>;
  /** How many words it takes beside its options. */
  words?: number;
  /** Settings of the portal that it reads beside DATABASE_URL. */
  settings?: readonly string[];
  run(asked: Asked): Promise<void>;
};
export type Option = {
  says: string;
  /** What follows it: `FILE`; an option without one is there or not. */
  value?: string;
  repeats?: true;
};
export type Asked = {
  words: string[];
  /** Each value given for an option, in the order given; empty for one that was not. */
  values(option: string): string[];
  has(option: string): boolean;
};

/** Something was asked for that the command does not know. */
export class WrongUse extends Error {}

/** What a command was asked for. Throws WrongUse, in a sentence that names what was likely meant. */
export function readAsked(
  { options = {}, words: most = 0 }: Command,
  args: readonly string[],
): Asked {
  const known = Object.keys(options);
  const config = Object.fromEntries(
    known.map((name) => [name, { type: options[name]?.value ? 'string' : 'boolean' } as const]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: config,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) {
      const near = didYouMean(name, known).replace('`', '`--');
      throw new WrongUse(`There is no option \`${rawName}\` here${near || '.'}`);
    }
    if (!option.value && value !== undefined) {
      throw new WrongUse(`\`--${name}\` takes nothing after it.`);
    }
    if (option.value && (!value || (!inlineValue && value.startsWith('--')))) {
      throw new WrongUse(`Say what follows \`--${name}\`: \`--${name} ${option.value}\`.`);
    }
    const before = given.get(name) ?? [];
    if (before.length > 0 && !option.repeats) {
      throw new WrongUse(`\`--${name}\` was given twice.`);
    }
    given.set(name, [...before, value ?? '']);
  }
  const extra = words[most];
  if (extra !== undefined) {
    throw new WrongUse(`\`${extra}\` is one word more than this command takes.`);
  }
  return {
    words,
    values: (option) => given.get(option) ?? [],
    has: (option) => given.has(option),
  };
}

/** Says what went wrong in plain sentences. Returns the exit code: 1 for could not, 2 for asked wrongly. */
export function sayWhy(error: unknown, name?: string): 1 | 2 {
  const wrongUse = error instanceof WrongUse;
  const plain =
    wrongUse || isRefusal(error) || (error as Error | undefined)?.name === 'ContentError';
  const told = plain ? (error as Error).message : (fileTrouble(error) ?? describe(error));
  process.stderr.write(`${told}\n`);
  if (!wrongUse) return 1;
  const help = [RUN, ...(name === undefined ? [] : [name]), '--help'].join(' ');
  process.stderr.write(`\`${help}\` says how it is used.\n`);
  return 2;
}

/** How every command begins. */
export const RUN = 'npm run portal --';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A path as typed: npm runs commands in the project's folder, not where they were given. */
export function placeOf(typed: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', typed);
}

/** `1 mail`, `2 mails`. */
export function counted(many: number, one: string, several = `${one}s`): string {
  return `${many} ${many === 1 ? one : several}`;
}

/** What a disk or its rights refuse, as the operator can mend it; undefined for everything else. */
function fileTrouble(error: unknown): string | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const why = FILE_TROUBLE[String(code)];
  if (why === undefined) return undefined;
  return path === undefined ? why : `\`${path}\`: ${why}`;
}
const NOT_ALLOWED =
  'This account may not read or write there. Run the command as the account that the portal runs as, or give another place.';
const NO_ROOM = 'There is no room for it on this disk. Make some, or give another place.';
const FILE_TROUBLE: Readonly<Record<string, string>> = {
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: 'This disk can only be read. Give another place.',
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EFBIG: 'A file may not become as large as this one there. Give another place.',
  ENOENT: 'There is no such folder. Make it, or give another place.',
  EISDIR: 'This is a folder, not a file.',
  ENOTDIR: 'A part of this path is a file, not a folder.',
  ENAMETOOLONG: 'This name is too long.',
  EIO: 'The disk did not answer as it should. Look whether it is whole.',
};

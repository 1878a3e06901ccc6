import { didYouMean } from '#nearest.ts';
import { outliveReaders } from '../log.ts';
import { readAsked, say, sayWhy, WrongUse, type Command } from './command.ts';
import { helpFor, helpForAll } from './help.ts';
import { heedSignals, interruptedCode } from './interruption.ts';

/** In the order of the list; each is read only when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  health: async () => (await import('./health.ts')).health,
  backup: async () => (await import('./backup.ts')).backup,
  export: async () => (await import('./export.ts')).exportAll,
  import: async () => (await import('./import.ts')).importAll,
  'create-admin': async () => (await import('./create-admin.ts')).createAdmin,
  'send-mail': async () => (await import('./send-mail.ts')).sendMail,
};

/** `npm run portal`: what the operator asks for by name. */
const [name, ...args] = process.argv.slice(2);
// `… | head` stops reading; the work goes on.
outliveReaders();
try {
  await main();
  // A command that could do only a part has said so by then.
  process.exitCode = interruptedCode() ?? process.exitCode ?? 0;
} catch (error) {
  const code = sayWhy(error, name !== undefined && name in COMMANDS ? name : undefined);
  process.exitCode = interruptedCode() ?? code;
}

async function main(): Promise<void> {
  if (name === undefined) throw new WrongUse('Say what to do.');
  if (isHelp(name)) {
    const [about] = args;
    return say(
      about === undefined ? await helpForAll(COMMANDS) : helpFor(about, await find(about)),
    );
  }
  const command = await find(name);
  const end = args.indexOf('--');
  if ((end < 0 ? args : args.slice(0, end)).some(isHelpOption)) return say(helpFor(name, command));
  const asked = readAsked(command, args);
  heedSignals();
  await command.run(asked);
}

async function find(named: string): Promise<Command> {
  if (Object.hasOwn(COMMANDS, named)) return COMMANDS[named]!();
  const near = didYouMean(named, Object.keys(COMMANDS));
  throw new WrongUse(`There is no command \`${named}\`${near || '.'}`);
}

function isHelpOption(word: string): boolean {
  return word === '--help' || word === '-h';
}

function isHelp(word: string): boolean {
  return isHelpOption(word) || word === 'help';
}

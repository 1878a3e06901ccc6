import { RUN, type Command } from './command.ts';

const ENDS = `It ends with 0 when it is done, 1 when it could not, 2 when it was asked wrongly, and 130 when Ctrl-C
stopped it: then nothing is left half-done.`;

/** How one command is used. */
export function helpFor(name: string, command: Command): string {
  const { usage, about, options = {}, settings = [] } = command;
  const flags = Object.entries(options).map(
    ([option, { value, says }]) => [`--${option}${value ? ` ${value}` : ''}`, says] as const,
  );
  const read = ['DATABASE_URL', 'DATABASE_AUTH_TOKEN', ...settings];
  return [
    usage.map((line) => `${RUN} ${name}${line && ` ${line}`}`).join('\n'),
    about.trim(),
    columns([...flags, ['--help', 'this']]),
    `It reads these settings, as the portal has them:\n${columns(read.map((setting) => [setting, '']))}`,
    ENDS,
  ].join('\n\n');
}

/** What there is. */
export async function helpForAll(
  commands: Readonly<Record<string, () => Promise<Command>>>,
): Promise<string> {
  const rows = await Promise.all(
    Object.entries(commands).map(async ([name, read]) => [name, (await read()).summary] as const),
  );
  return [
    `${RUN} COMMAND [options]`,
    'What the operator of the portal can ask for. Paths are read from where you are.',
    columns(rows),
    `\`${RUN} COMMAND --help\` says how one is used, and which settings it reads: those of the portal\n(src/server/README.md), a relative DATABASE_URL from the project's folder.`,
    ENDS,
  ].join('\n\n');
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const wide = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(wide)}  ${right}`.trimEnd()).join('\n');
}

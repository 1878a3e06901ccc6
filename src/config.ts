import { z } from 'zod';
import { Refusal } from './errors.ts';
import { didYouMean } from './nearest.ts';

/** What a portal is told from outside. Every field has a value; see `src/server/README.md`. */
export type Config = {
  production: boolean;
  /** The address listened on. */
  host: string;
  port: number;
  /** The one public origin: every link starts with it, every form comes from it. No slash at its end. */
  origin: string;
  /** True when people reach the portal by https: cookies are `Secure`, HSTS is sent. */
  secure: boolean;
  databaseUrl: string;
  databaseAuthToken: string | undefined;
  /** The key that signs the ledger's heads: a file apart from the database and its backups. */
  ledgerKeyFile: string;
  /** Where the ledger's heads are kept outside this machine; each is optional. */
  checkpointFolder: string | undefined;
  checkpointMailTo: string[];
  /** How mail leaves; with the account's password, so it is never shown. */
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
  /** An RFC 3161 service. */
  timestampUrl: string | undefined;
  /** Made-up people and sign-ins that are printed at start. */
  demo: boolean;
  /** The demonstration also has the fictional draft amendment, as if it could be published. */
  demoAmendment: boolean;
  city: string;
  /** IANA zone: due dates end at midnight there. */
  timeZone: string;
  /** Proxies in front that append to `X-Forwarded-For`. */
  trustedHops: number;
  logLevel: LogLevel;
  /** For tests and demonstrations: the clock starts at this instant and runs on from there. */
  now: Date | undefined;
};

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. Throws one Refusal that names every wrong value with what to do about it,
 * and every `PORTAL_…` name the portal does not know.
 */
export function readConfig(env: Environment): Config {
  const problems = unknownNames(env);
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || value.trim() === '' ? [] : [[name, value.trim()]],
    ),
  );
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        const shown = SECRET.has(name) ? '' : ` is \`${given[name]}\``;
        return `\`${name}\`${shown}: ${message}`;
      }),
    );
  }
  if (problems.length > 0 || !parsed.success) throw wrong(problems);

  const s = parsed.data;
  const production = s.NODE_ENV === 'production';
  const origin = s.PORTAL_ORIGIN ?? `http://${inUrl(s.PORTAL_HOST)}:${s.PORT}`;
  const secure = origin.startsWith('https:');
  if (production && !secure && !isLoopback(new URL(origin).hostname)) {
    problems.push(
      `\`PORTAL_ORIGIN\` is \`${origin}\`: in production people reach the portal by https. ` +
        'Set it to the address in their browser, such as `https://training.example.gov`.',
    );
  }
  if (production && s.PORTAL_DEMO === '1') {
    problems.push(
      '`PORTAL_DEMO` is `1`: the made-up people’s password is known to everybody. ' +
        'Unset it, or run the demonstration without `NODE_ENV=production`.',
    );
  }
  const demo = s.PORTAL_DEMO === undefined ? !production : s.PORTAL_DEMO === '1';
  if (s.PORTAL_DEMO_AMENDMENT === '1' && !demo) {
    problems.push(
      '`PORTAL_DEMO_AMENDMENT` is `1`: the fictional amendment is for demonstrations alone. ' +
        'Unset it, or set `PORTAL_DEMO` to `1`.',
    );
  }
  if (production && s.PORTAL_NOW !== undefined) {
    problems.push(
      '`PORTAL_NOW` is for tests: in production the clock is the machine’s own. Unset it.',
    );
  }
  if (s.PORTAL_CHECKPOINT_MAIL_TO && !(s.PORTAL_SMTP_URL && s.PORTAL_MAIL_FROM)) {
    problems.push(
      '`PORTAL_CHECKPOINT_MAIL_TO` is set: to send mail, the portal also needs `PORTAL_SMTP_URL` ' +
        'and `PORTAL_MAIL_FROM`.',
    );
  }
  if (problems.length > 0) throw wrong(problems);
  return {
    production,
    host: s.PORTAL_HOST,
    port: s.PORT,
    origin,
    secure,
    databaseUrl: s.DATABASE_URL,
    databaseAuthToken: s.DATABASE_AUTH_TOKEN,
    ledgerKeyFile: s.PORTAL_LEDGER_KEY_FILE,
    checkpointFolder: s.PORTAL_CHECKPOINT_FOLDER,
    checkpointMailTo: s.PORTAL_CHECKPOINT_MAIL_TO ?? [],
    smtpUrl: s.PORTAL_SMTP_URL,
    mailFrom: s.PORTAL_MAIL_FROM,
    timestampUrl: s.PORTAL_TIMESTAMP_URL,
    demo,
    demoAmendment: s.PORTAL_DEMO_AMENDMENT === '1',
    city: s.PORTAL_CITY,
    timeZone: s.PORTAL_TIME_ZONE,
    trustedHops: s.PORTAL_TRUSTED_HOPS,
    logLevel: s.LOG_LEVEL,
    now: s.PORTAL_NOW,
  };
}

const SECRET = new Set(['DATABASE_AUTH_TOKEN', 'PORTAL_SMTP_URL', 'PORTAL_TIMESTAMP_URL']);

const whole = (least: number, most: number) => {
  const message = `give a whole number from ${least} to ${most}.`;
  return z
    .string()
    .regex(/^\d{1,6}$/, message)
    .transform(Number)
    .refine((n) => n >= least && n <= most, message);
};

const MAIL = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;
const url =
  (...schemes: string[]) =>
  (text: string) =>
    URL.canParse(text) && schemes.includes(new URL(text).protocol) && new URL(text).hostname !== '';

const Settings = z.object({
  NODE_ENV: z.string().optional(),
  PORTAL_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'give an address of this machine, such as `127.0.0.1` or `0.0.0.0`.')
    .default('127.0.0.1'),
  PORT: whole(1, 65_535).default(4321),
  PORTAL_ORIGIN: z
    .string()
    .refine(isOrigin, 'give scheme, name and port only, such as `https://training.example.gov`.')
    .transform((text) => new URL(text).origin)
    .optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => /^(file:.|(libsql|https?|wss?):\/\/.)/.test(url) && !url.includes(':memory:'),
      'give a file (`file:./data/portal.db`) or a libSQL server (`libsql://…`).',
    )
    .default('file:./data/portal.db'),
  DATABASE_AUTH_TOKEN: z.string().optional(),
  PORTAL_LEDGER_KEY_FILE: z.string().default('./data/keys/ledger.pem'),
  PORTAL_CHECKPOINT_FOLDER: z.string().optional(),
  PORTAL_CHECKPOINT_MAIL_TO: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .refine(
      (all) => all.every((one) => MAIL.test(one)) && new Set(all).size === all.length,
      'give mail addresses with commas between them, each once.',
    )
    .optional(),
  PORTAL_SMTP_URL: z
    .string()
    .refine(
      url('smtp:', 'smtps:'),
      'give the mail server, such as `smtps://account:password@mail.example.gov`.',
    )
    .optional(),
  PORTAL_MAIL_FROM: z
    .string()
    .regex(MAIL, 'give one mail address, such as `training@example.gov`.')
    .optional(),
  PORTAL_TIMESTAMP_URL: z
    .string()
    .refine(
      url('http:', 'https:'),
      'give the address of an RFC 3161 service, such as `https://timestamps.example.gov/`.',
    )
    .optional(),
  PORTAL_DEMO: z
    .enum(['0', '1'], 'give `1` for made-up people and sign-ins, `0` for none.')
    .optional(),
  PORTAL_DEMO_AMENDMENT: z
    .enum(['0', '1'], 'give `1` to try the fictional amendment in a demonstration, `0` for none.')
    .optional(),
  PORTAL_CITY: z.string().max(100, 'give at most 100 characters.').default('City of Kirkwood, MO'),
  PORTAL_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'give a zone of the IANA list, such as `America/Chicago`.')
    .default('America/Chicago'),
  PORTAL_TRUSTED_HOPS: whole(0, 10).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS, `give one of ${LOG_LEVELS.join(', ')}.`).default('info'),
  PORTAL_NOW: z.iso
    .datetime('give an instant such as `2026-12-01T15:00:00Z`.')
    .transform((text) => new Date(text))
    .optional(),
});

function wrong(problems: string[]): Refusal {
  return new Refusal(
    'bad-input',
    `The portal cannot start as it is set up.\n${problems.join('\n')}`,
  );
}

function unknownNames(env: Environment): string[] {
  const known = Object.keys(Settings.shape).filter((name) => name.startsWith('PORTAL_'));
  return Object.keys(env)
    .filter((name) => name.startsWith('PORTAL_') && !known.includes(name))
    .map((name) => {
      const hint = didYouMean(name, known) || `; the settings are ${known.join(', ')}`;
      return `\`${name}\` is not a setting${hint}`;
    });
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return bare && !/[?#]$/.test(text) && (url.protocol === 'http:' || url.protocol === 'https:');
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format();
    // `+02:00` is taken by Intl, too, but knows no daylight saving.
    return !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** A wildcard address is listened on, but nobody can visit it. */
function inUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

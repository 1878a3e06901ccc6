import { expect, test } from 'vitest';
import { readConfig } from '#config.ts';
import { isRefusal } from '#errors.ts';

test('with nothing set, a demonstration on this machine', () => {
  expect(readConfig({})).toEqual({
    production: false,
    host: '127.0.0.1',
    port: 4321,
    origin: 'http://127.0.0.1:4321',
    secure: false,
    databaseUrl: 'file:./data/portal.db',
    databaseAuthToken: undefined,
    ledgerKeyFile: './data/keys/ledger.pem',
    checkpointFolder: undefined,
    checkpointMailTo: [],
    smtpUrl: undefined,
    mailFrom: undefined,
    timestampUrl: undefined,
    demo: true,
    demoAmendment: false,
    city: 'City of Kirkwood, MO',
    timeZone: 'America/Chicago',
    trustedHops: 0,
    logLevel: 'info',
    now: undefined,
  });
});

test('in production: no demo, https, and everything can be set', () => {
  const config = readConfig({
    NODE_ENV: 'production',
    PORTAL_HOST: '0.0.0.0',
    PORT: '8080',
    PORTAL_ORIGIN: 'https://training.example.gov/',
    DATABASE_URL: 'libsql://db.example.gov',
    DATABASE_AUTH_TOKEN: 'secret',
    PORTAL_CITY: ' City of Example ',
    PORTAL_TIME_ZONE: 'America/Denver',
    PORTAL_TRUSTED_HOPS: '1',
    LOG_LEVEL: 'warn',
    PORTAL_CHECKPOINT_FOLDER: '/backup/checkpoints',
    PORTAL_CHECKPOINT_MAIL_TO: 'hr@example.gov, clerk@example.gov',
    PORTAL_SMTP_URL: 'smtps://portal:secret@mail.example.gov',
    PORTAL_MAIL_FROM: 'training@example.gov',
    PORTAL_TIMESTAMP_URL: 'https://timestamps.example.gov/',
  });
  expect(config).toMatchObject({
    production: true,
    demo: false,
    origin: 'https://training.example.gov',
    secure: true,
    city: 'City of Example',
    trustedHops: 1,
    databaseAuthToken: 'secret',
    checkpointFolder: '/backup/checkpoints',
    checkpointMailTo: ['hr@example.gov', 'clerk@example.gov'],
    smtpUrl: 'smtps://portal:secret@mail.example.gov',
    mailFrom: 'training@example.gov',
    timestampUrl: 'https://timestamps.example.gov/',
  });
  expect(readConfig({ NODE_ENV: 'production' }).origin).toBe('http://127.0.0.1:4321');
});

test('an empty value is no value', () => {
  expect(readConfig({ PORT: '', PORTAL_DEMO: ' ' })).toMatchObject({ port: 4321, demo: true });
});

test.each([
  [
    { PORTAL_DEMO: '0', PORTAL_DEMO_AMENDMENT: '1' },
    'the fictional amendment is for demonstrations alone',
  ],
  [{ PORT: 'eighty' }, '`PORT` is `eighty`: give a whole number from 1 to 65535.'],
  [{ PORT: '70000' }, '`PORT` is `70000`: give a whole number from 1 to 65535.'],
  [{ PORTAL_HOST: 'http://x' }, '`PORTAL_HOST` is `http://x`: give an address of this machine'],
  [{ PORTAL_SMTP_URL: 'mail.example.gov' }, '`PORTAL_SMTP_URL`: give the mail server'],
  [{ PORTAL_MAIL_FROM: 'The City <a@b.gov>' }, '`PORTAL_MAIL_FROM` is `The City <a@b.gov>`'],
  [{ PORTAL_CHECKPOINT_MAIL_TO: 'a@b.gov, c' }, 'give mail addresses with commas between them'],
  [{ PORTAL_CHECKPOINT_MAIL_TO: 'a@b.gov,a@b.gov' }, 'each once'],
  [{ PORTAL_CHECKPOINT_MAIL_TO: 'a@b.gov' }, 'also needs `PORTAL_SMTP_URL` and `PORTAL_MAIL_FROM`'],
  [{ PORTAL_TIMESTAMP_URL: 'ftp://a.gov' }, 'give the address of an RFC 3161 service'],
  [{ PORTAL_ORIGIN: 'training.example.gov' }, 'give scheme, name and port only'],
  [{ PORTAL_ORIGIN: 'https://a.gov/portal' }, 'give scheme, name and port only'],
  [{ PORTAL_ORIGIN: 'ftp://a.gov' }, 'give scheme, name and port only'],
  [{ DATABASE_URL: ':memory:' }, '`DATABASE_URL` is `:memory:`: give a file'],
  [{ DATABASE_URL: 'postgres://x' }, 'give a file (`file:./data/portal.db`)'],
  [{ PORTAL_DEMO: 'yes' }, '`PORTAL_DEMO` is `yes`: give `1`'],
  [{ PORTAL_TIME_ZONE: 'Missouri' }, '`PORTAL_TIME_ZONE` is `Missouri`: give a zone'],
  [{ PORTAL_TIME_ZONE: '-06:00' }, 'give a zone of the IANA list'],
  [{ PORTAL_TRUSTED_HOPS: '-1' }, 'give a whole number from 0 to 10.'],
  [{ LOG_LEVEL: 'loud' }, '`LOG_LEVEL` is `loud`: give one of fatal, error'],
  [{ PORTAL_NOW: 'tomorrow' }, '`PORTAL_NOW` is `tomorrow`: give an instant'],
  [
    { PORTAL_TIMEZONE: 'UTC' },
    '`PORTAL_TIMEZONE` is not a setting; did you mean `PORTAL_TIME_ZONE`?',
  ],
  [{ PORTAL_TRUSTED_HOP: '1' }, 'did you mean `PORTAL_TRUSTED_HOPS`?'],
  [
    { NODE_ENV: 'production', PORTAL_ORIGIN: 'http://training.example.gov' },
    'in production people reach the portal by https',
  ],
  [{ NODE_ENV: 'production', PORTAL_DEMO: '1' }, 'password is known to everybody'],
  [{ NODE_ENV: 'production', PORTAL_NOW: '2026-01-01T00:00:00Z' }, '`PORTAL_NOW` is for tests'],
])('%o is refused in plain words', (env, words) => {
  expect(complaint(env as Record<string, string>)).toContain(words);
});

test('every wrong value is named at once, and no secret is shown', () => {
  const words = complaint({
    PORT: 'x',
    LOG_LEVEL: 'y',
    PORTAL_FOO: '1',
    DATABASE_AUTH_TOKEN: 's3cret',
  });
  expect(words.split('\n')).toHaveLength(4);
  expect(words).not.toContain('s3cret');
});

function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (isRefusal(error) && error.code === 'bad-input') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

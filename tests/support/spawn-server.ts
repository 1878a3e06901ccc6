import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROJECT = join(import.meta.dirname, '../..');
/** A start takes a second or two; longer on a busy machine, and when demo people are made first. */
const PATIENCE = 60_000;

/** What one process has compiled, the next one finds, and looks up less: dozens are started. */
export const QUICK = {
  NODE_COMPILE_CACHE: join(tmpdir(), 'portal-compile-cache'),
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'plain-modules.mjs')).href}`,
};

export type ServerOptions = {
  /** With made-up people, made once per build and copied. Without: an empty portal. */
  demo?: boolean;
  /** Where the portal's clock starts. */
  now?: Date;
  env?: Record<string, string>;
  /** Browsers have passkeys where a site is opened by a name; otherwise it is opened by its number. */
  name?: 'localhost';
  /** A project's folder, where it is not this one: it is built. */
  project?: string;
  /** A database file to go on with; otherwise a new one that goes with `stop`. */
  databaseFile?: string;
};

export type RunningServer = {
  /** Where it listens, without a slash at the end. */
  origin: string;
  port: number;
  databaseFile: string;
  process: ChildProcess;
  /** All it has written so far, log and welcome. */
  output(): string;
  /** What of it went where the log goes. */
  logged(): string;
  /** Asks it to stop and waits; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** Starts the built portal in a process of its own and waits until it is ready. */
export async function spawnServer(options: ServerOptions = {}): Promise<RunningServer> {
  if (!existsSync(join(PROJECT, 'dist/server/entry.mjs'))) {
    throw new Error('the portal is not built: run `npm run build` first');
  }
  const folder = mkdtempSync(join(tmpdir(), 'portal-server-'));
  const databaseFile = options.databaseFile ?? join(folder, 'portal.db');
  if (options.demo && !existsSync(databaseFile)) {
    const base = await demoBase(options.now);
    copyFileSync(base, databaseFile);
    copyFileSync(keyFileOf(base), keyFileOf(databaseFile));
  }

  for (let attempt = 1; ; attempt += 1) {
    const started = await start(databaseFile, options);
    if (started.server) {
      const { server } = started;
      return {
        ...server,
        async stop(signal) {
          const code = await server.stop(signal);
          rmSync(folder, { recursive: true, force: true });
          return code;
        },
      };
    }
    // Another process took the free port between our look and the start.
    if (attempt < 3 && started.output.includes('already listens')) continue;
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the portal did not start:\n${started.output}`);
  }
}

type Started = { server?: RunningServer; output: string };

async function start(databaseFile: string, options: ServerOptions): Promise<Started> {
  const { demo, now, env, name, project = PROJECT } = options;
  const port = await freePort();
  const origin = `http://${name ?? '127.0.0.1'}:${port}`;
  const child = spawn(process.execPath, [join(project, 'src/server/main.ts')], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ...QUICK,
      PORT: String(port),
      DATABASE_URL: `file:${databaseFile}`,
      PORTAL_LEDGER_KEY_FILE: keyFileOf(databaseFile),
      PORTAL_DEMO: demo ? '1' : '0',
      ...(name ? { PORTAL_ORIGIN: origin } : {}),
      ...(now ? { PORTAL_NOW: now.toISOString() } : {}),
      ...env,
    },
  });
  let output = '';
  let logged = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    logged += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // Nobody is left behind when the tests end by an error.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  void exited.then(() => process.off('exit', end));

  const deadline = Date.now() + PATIENCE;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null || child.signalCode !== null) return { output };
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      return { output: `${output}\nit was not ready within ${PATIENCE / 1000} s` };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return exited;
  };
  const server = {
    origin,
    port,
    databaseFile,
    process: child,
    output: () => output,
    stop,
    logged: () => logged,
  };
  return { server, output };
}

async function isReady(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

/** Makes the demo people once per build and day, for all test processes: at noon, or whenever it is. */
async function demoBase(asked: Date | undefined): Promise<string> {
  const stamp = readFileSync(join(PROJECT, 'dist/sources.sha256'), 'utf8').slice(0, 16);
  const day = (asked ?? new Date()).toISOString().slice(0, 10);
  const noon = new Date(`${day}T12:00:00Z`);
  const now = asked && asked >= noon ? noon : asked;
  const base = join(tmpdir(), `portal-demo-${stamp}-${day}.db`);
  if (existsSync(base)) return base;
  const folder = mkdtempSync(join(tmpdir(), 'portal-server-'));
  try {
    const making = join(folder, 'portal.db');
    const { server, output } = await start(making, { demo: true, ...(now ? { now } : {}) });
    if (!server) throw new Error(`the demo people could not be made:\n${output}`);
    await server.stop();
    // The key first: who finds the database finds its key.
    renameSync(keyFileOf(making), keyFileOf(base));
    renameSync(making, base);
    return base;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the signing key of a portal on this database stands, in tests. */
export const keyFileOf = (databaseFile: string) => `${databaseFile}.ledger.pem`;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

import { afterAll } from 'vitest';
import { spawnServer, type RunningServer, type ServerOptions } from './spawn-server.ts';
import { visitor, type Visitor } from './visitor.ts';

export { ask, visitor, type Answer, type Visitor } from './visitor.ts';

export type TestServer = RunningServer & {
  /** Somebody who has not been here before. */
  visitor(): Visitor;
};

const running: RunningServer[] = [];

/** Starts the built portal on a database of its own; it stops with the test file at the latest. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = await spawnServer(options);
  running.push(server);
  return { ...server, visitor: () => visitor(server.origin) };
}

afterAll(async () => {
  await Promise.all(running.map((server) => server.stop()));
});

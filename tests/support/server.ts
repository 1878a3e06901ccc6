import { endsWithTheFile } from './left-open.ts';
import { spawnServer, type RunningServer, type ServerOptions } from './spawn-server.ts';
import { visitor, type Visitor } from './visitor.ts';

export { ask, visitor, type Answer, type Visitor } from './visitor.ts';

export type TestServer = RunningServer & {
  /** Somebody who has not been here before. */
  visitor(): Visitor;
};

/** Starts the built portal on a database of its own; it stops with the test file at the latest. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = await spawnServer(options);
  endsWithTheFile(() => server.stop());
  return { ...server, visitor: () => visitor(server.origin) };
}

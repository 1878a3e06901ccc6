import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export type Taken = { to: string[]; from: string; raw: Buffer };
export type TestMailServer = { url: string; port: number; taken: Taken[]; stop(): Promise<void> };

/** A real mail server on this machine. */
export async function mailServerWith(
  options: SMTPServerOptions = {},
  port = 0,
): Promise<TestMailServer> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        taken.push({
          to: envelope.rcptTo.map(({ address }) => address),
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          raw: Buffer.concat(chunks),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  onTestFinished(stop);
  const listening = (server.server.address() as AddressInfo).port;
  return { url: `smtp://127.0.0.1:${listening}`, port: listening, taken, stop };
}

/** A server of a few lines, for what a proper one never does. */
export async function oddServer(talk: (server: Server) => void): Promise<string> {
  const server = createServer();
  talk(server);
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a server answers, as `smtp-server` takes it. */
export const answers = (responseCode: number, words: string) =>
  Object.assign(new Error(words), { responseCode });

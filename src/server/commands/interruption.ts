import { constants } from 'node:os';

/**
 * What Ctrl-C, a closed terminal or a stop of the machine does to a command: what was begun and is not
 * whole goes, and the command ends with the number that says so (130 for Ctrl-C).
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Undo = () => void;
const undos = new Set<Undo>();
let inOrder = 0;
let stopped: NodeJS.Signals | undefined;

/** Listens from here on. */
export function heedSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => stop(signal));
}

/**
 * Does work that leaves something half-done when it stops on the way: `undo` takes that away, at once and
 * without waiting. It is called when the command is interrupted and when the work fails.
 */
export async function allOrNothing<T>(undo: Undo, work: () => Promise<T>): Promise<T> {
  undos.add(undo);
  try {
    return await work();
  } catch (error) {
    undo();
    throw error;
  } finally {
    undos.delete(undo);
  }
}

/** Does work that can be asked to stop: the first Ctrl-C asks, the next one ends it. */
export async function stoppingInOrder<T>(
  work: (stopping: () => boolean) => Promise<T>,
): Promise<T> {
  inOrder += 1;
  try {
    return await work(() => stopped !== undefined);
  } finally {
    inOrder -= 1;
  }
}

/** What a command ends with that was asked to stop; undefined when it was not. */
export function interruptedCode(): number | undefined {
  return stopped && codeFor(stopped);
}

function stop(signal: NodeJS.Signals): void {
  const asks = inOrder > 0 && stopped === undefined;
  stopped = signal;
  if (asks) {
    process.stderr.write('\nStopping when what is in hand is done; once more stops at once.\n');
    return;
  }
  for (const undo of undos) undo();
  process.stderr.write(undos.size > 0 ? '\nStopped; what was begun is gone.\n' : '\nStopped.\n');
  process.exit(codeFor(signal));
}

const codeFor = (signal: NodeJS.Signals) => 128 + constants.signals[signal];

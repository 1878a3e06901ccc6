import { afterAll, vi } from 'vitest';
import { closeDatabases } from './database.ts';
import { endWhatIsOpen } from './left-open.ts';

// Files of one process share the modules they load: what one leaves open or stands in for ends with it.
afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await endWhatIsOpen();
  await closeDatabases();
});

import { afterAll, vi } from 'vitest';
import { closeDatabases } from './database.ts';

// Files of one process share the modules they load: what one leaves open or stands in for ends with it.
afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await closeDatabases();
});

import type { Portal } from './portal.ts';

/** What `main` prints once the portal listens. */
export type Prepared = {
  /** Sign-ins that work on a portal with made-up people; none otherwise. */
  demoSignIns: { who: string; mail: string; password: string }[];
};

/** Makes an open portal ready for its first visitor. The same again changes nothing. */
export async function prepare(_portal: Portal): Promise<Prepared> {
  return { demoSignIns: [] };
}

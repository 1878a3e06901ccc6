import { sayDay } from '#clock.ts';
import type { Followed, Path } from './path.ts';

/** What somebody is asked, in a word or two, for HR. */
export const SAID_PATH: Readonly<Record<Path, string>> = {
  full: 'The whole training',
  changes: 'What changed since the last signature',
  short: 'A few questions',
  'sign-only': 'Only the signature',
};

/** The same of one person, with what they signed before. */
export function sayPath({ path, since }: Followed): string {
  const said = SAID_PATH[path];
  return since === null ? said : `${said} (signed before: the revision of ${sayDay(since)})`;
}

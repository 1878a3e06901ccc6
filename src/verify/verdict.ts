/** What a check is to go by. */
export type Asked = {
  /** Public keys that the reader has from elsewhere, printed; none trusts the export's own. */
  trusted: readonly string[];
  /** Those of them that came as a list, the oldest first: all but its last were replaced. */
  keyList?: readonly string[];
  /** An older checkpoint, which must be the beginning of this ledger. */
  since?: string | undefined;
  /** Whether scores are computed again. */
  replay: boolean;
  now: Date;
  /** The program's own address, where it may use a second thread. */
  program?: string | undefined;
};

/** What was found: nothing wrong when `count` is 0. */
export type Verdict = {
  /** The first faults, each a sentence. */
  faults: string[];
  count: number;
  /** What holds, in short lines; said only where nothing is wrong. */
  told: string[];
  /** What was not checked, and what to do about it. */
  notes: string[];
};

export const TRUST_NOTE =
  'The key came along with these files. Compare it with the one that the City published, or give ' +
  'that one with --key: who makes up records can make up a key as well.';

/** `1 record`, `2 records` */
export function listed(count: number, of: string): string {
  return `${count} ${of}${count === 1 ? '' : 's'}`;
}

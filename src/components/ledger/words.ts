import type { Comparison } from '#evidence/outside/compare.ts';
import type { Channel, PlaceState } from '#evidence/outside/send-copies.ts';

const CHANNELS: Record<Channel, string> = {
  folder: 'Folder',
  mail: 'Mail to',
  timestamp: 'Timestamp from',
};

/** `Mail to clerk@example.gov` */
export const sayPlace = ({ channel, place }: Pick<PlaceState, 'channel' | 'place'>) =>
  `${CHANNELS[channel]} ${place}`;

export const sayEntries = (count: number) => (count === 1 ? '1 entry' : `${count} entries`);

type Said = { kind: 'success' | 'warning' | 'error'; heading: string; text: string };

/** What comparing with an outside checkpoint came to, and what to do. */
export function sayComparison(found: Comparison): Said {
  switch (found.is) {
    case 'contained':
      return {
        kind: 'success',
        heading: 'The ledger begins with this checkpoint',
        text:
          `Its ${sayEntries(found.size)} stand in the ledger as they stood then, in the same ` +
          `order. The ledger has ${sayEntries(found.entries)} now.`,
      };
    case 'shorter':
      return {
        kind: 'error',
        heading: 'The ledger is shorter than this checkpoint: signing is stopped',
        text:
          `The checkpoint has ${sayEntries(found.size)} and the ledger ${sayEntries(found.entries)}. ` +
          `An older copy of the database was put back, and what was signed after it is missing. ${NEXT}`,
      };
    case 'other':
      return {
        kind: 'error',
        heading: 'The ledger is not what it was: signing is stopped',
        text:
          `The ledger's first ${sayEntries(found.size)} are not those of the checkpoint, which the ` +
          `ledger's own key has signed. Somebody changed them. ${NEXT}`,
      };
    case 'unknown-key':
      return {
        kind: 'warning',
        heading: 'This ledger’s keys have not signed this checkpoint',
        text:
          'It names this ledger, but it was changed after it was signed, or was signed with a key ' +
          'that the ledger does not name. If its key is one you noted from this page, an older copy ' +
          'of the database was put back: stop the portal and find the newest backup.',
      };
    default:
      return {
        kind: 'warning',
        heading: 'This is no checkpoint of this ledger',
        text: 'Paste all of it: its first line is the ledger’s name, its last one a signature.',
      };
  }
}
const NEXT =
  'Keep the database file as it is, find the newest backup, and put this checkpoint into the folder ' +
  'of checkpoints, so that signing stays stopped after a restart.';

import type { AttestationRecord } from './record.ts';

export const DECLINE_KINDS = ['disagrees', 'wants-paper', 'record-wrong', 'other'] as const;
export type DeclineKind = (typeof DECLINE_KINDS)[number];

/** What a person says who does not sign: kept as canonical JSON, and entered in the ledger. */
export type DeclineRecord = {
  schema: 'decline/1';
  id: string;
  /** 32 random bytes (hex): two records never share a hash. */
  nonce: string;
  person: AttestationRecord['person'];
  assignment: AttestationRecord['assignment'];
  policy: AttestationRecord['policy'];
  /** The statement that was not signed. */
  statement: AttestationRecord['statement'];
  kind: DeclineKind;
  /** In the person's own words. */
  reason: string;
  authentication: AttestationRecord['authentication'];
  at: string;
  timeZone: string;
  client: AttestationRecord['client'];
  build: string;
};

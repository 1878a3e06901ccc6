import { z } from 'zod';
import type { Assertion } from './assertion.ts';
import type { Faults } from './faults.ts';
import type { Files } from './files.ts';
import { linesOf } from './lines.ts';

const text = z.string().min(1);
/** A row of the portal's table, its bytes in base64. */
const Row = z.strictObject({
  attestation_id: text,
  credential_id: text,
  client_data: z.base64(),
  authenticator_data: z.base64(),
  signature: z.base64(),
});

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What passkeys signed, by the record it was signed for. */
export function assertionsIn(files: Files, faults: Faults): Map<string, Assertion> {
  const file = files.get('assertions.jsonl');
  const found = new Map<string, Assertion>();
  if (!file) return found;
  faults.try(
    () => {
      for (const line of linesOf(file)) {
        const row = Row.parse(JSON.parse(UTF8.decode(line)));
        if (found.has(row.attestation_id)) throw new Error(`it has ${row.attestation_id} twice`);
        found.set(row.attestation_id, {
          credentialId: row.credential_id,
          clientData: base64url(row.client_data),
          authenticatorData: base64url(row.authenticator_data),
          signature: base64url(row.signature),
        });
      }
    },
    () => 'assertions.jsonl cannot be read.',
  );
  return found;
}

function base64url(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64url');
}

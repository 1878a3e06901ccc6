import type { Tx } from '#db/client.ts';
import { auditEvents } from '#db/schema/index.ts';

export type AuditEvent = {
  at: Date;
  /** Employee number, `system` or `anonymous`. */
  actor: string;
  /** `noun.verb`: `session.started`, `assignment.created`, `completion.exported`. */
  act: string;
  subject?: string;
  /** Plain data without secrets; JSON keeps line breaks harmless. */
  detail?: Record<string, unknown>;
};

/** Appends to the audit log, in the same write as what it tells. */
export async function recordEvent(tx: Tx, event: AuditEvent): Promise<void> {
  await tx.insert(auditEvents).values({
    at: event.at,
    actor: event.actor,
    act: event.act,
    subject: event.subject ?? null,
    detail: event.detail ?? null,
  });
}

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
  await recordEvents(tx, [event]);
}

/** The same for many, in their order. */
export async function recordEvents(tx: Tx, events: readonly AuditEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += AT_ONCE) {
    await tx.insert(auditEvents).values(
      events.slice(start, start + AT_ONCE).map(({ at, actor, act, subject, detail }) => ({
        at,
        actor,
        act,
        subject: subject ?? null,
        detail: detail ?? null,
      })),
    );
  }
}

const AT_ONCE = 500;

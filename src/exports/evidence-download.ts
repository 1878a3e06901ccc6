import type { SignedIn } from '#auth/signed-in.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { isRefusal, STATUS } from '#errors.ts';
import type { Person } from '#people/person.ts';
import { evidencePack } from './evidence-pack.ts';

type Locals = Pick<App.Locals, 'portal' | 'address'>;
export type EvidenceAnswer =
  { archive: Response } | { problem: { field?: string; text: string }; status: number };

/**
 * Answers the form that asks for a person's evidence: the archive, or what is wrong with the password.
 * Whether the reader may have it is the page's to ask first.
 */
export async function answerEvidenceForm(
  request: Request,
  { portal, address }: Locals,
  { reader, person }: { reader: SignedIn; person: Person },
): Promise<EvidenceAnswer> {
  const { db, clock, config, ledger, policies } = portal;
  const form = await request.formData().catch(() => new FormData());
  const password = form.get('password');
  try {
    const typed = typeof password === 'string' ? password.slice(0, 1024) : '';
    await confirmPassword(db, reader, typed, address, clock());
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const field = error.field === undefined ? {} : { field: error.field };
    return { problem: { ...field, text: error.message }, status: STATUS[error.code] };
  }
  const at = clock();
  const asked = { ledger, policies, person, timeZone: config.timeZone, by: reader.number, at };
  const archive = await evidencePack(db, asked);
  const name = `evidence-${person.number.replaceAll(/[^\w-]/g, '_')}-${at.toISOString().slice(0, 10)}`;
  return {
    archive: new Response(streamed(archive), {
      headers: {
        'Content-Type': 'application/x-tar',
        'Content-Disposition': `attachment; filename="${name}.tar"`,
      },
    }),
  };
}

function streamed(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

/** A form that came after its session had ended: the action it was for and its fields. */
export type UnsentForm = { action: string; fields: [name: string, value: string][] };

/**
 * Only an answer is kept: it goes to its own attempt, which is nobody else's. Whatever a person wrote
 * freely would go out under the name of whoever signs in next on a shared device.
 */
const KEPT: ReadonlySet<string> = new Set(['answer']);

/** More than any form here holds. */
const LONGEST = 20_000;

/**
 * The posted form as one line of text that travels in the sign-in form, when it is one that can be
 * sent again afterwards. Passwords are not in it: `submitted` never has them.
 */
export function unsentForm({
  url,
  locals,
}: {
  url: URL;
  locals: Pick<App.Locals, 'submitted'>;
}): string | undefined {
  const action = url.searchParams.get('_action');
  if (!action || !locals.submitted?.size) return undefined;
  const text = new URLSearchParams([['_action', action], ...locals.submitted]).toString();
  return readUnsentForm(text) && text;
}

/** Reads what `unsentForm` wrote; undefined for anything else. */
export function readUnsentForm(text: string | null | undefined): UnsentForm | undefined {
  if (!text || text.length > LONGEST) return undefined;
  const [first, ...fields] = new URLSearchParams(text);
  if (first?.[0] !== '_action' || !/^[A-Za-z]{1,40}$/.test(first[1])) return undefined;
  if (!KEPT.has(first[1]) || fields.length === 0) return undefined;
  return { action: first[1], fields };
}

import {
  ActionError,
  defineAction,
  isInputError,
  type ActionAPIContext,
  type ActionErrorCode,
} from 'astro:actions';
import { z } from 'zod';
import { isAtKiosk, notAtKiosk, requireRole, requireSignedIn } from '#auth/guards.ts';
import { recordForbidden } from '#auth/record-forbidden.ts';
import type { Role, SignedIn } from '#auth/signed-in.ts';
import { isRefusal, type RefusalCode } from '#errors.ts';

/** Who may call an action: anybody (`open`), everybody signed in (`employee`), or these roles. */
export type Guard = 'open' | readonly [Role, ...Role[]];

type Definition<Input extends z.ZodType, Output> = { input: Input } & (
  | {
      roles?: [Role, ...Role[]];
      open?: never;
      /** May be called on a shared tablet, too: of all else nothing may. */
      atKiosk?: true;
      run(
        input: z.output<Input>,
        context: ActionAPIContext,
        signedIn: SignedIn,
      ): Output | Promise<Output>;
    }
  | {
      open: true;
      roles?: never;
      atKiosk?: never;
      run(input: z.output<Input>, context: ActionAPIContext): Output | Promise<Output>;
    }
);

/**
 * An action for a form, guarded before anything of the form is read; `open` leaves the guard out, for
 * signing in and out. A Refusal becomes an error with its status and sentence; `problemsOf` tells
 * which field it is about. Anything else that is thrown is a bug and stays one.
 */
export function formAction<Input extends z.ZodType, Output>(definition: Definition<Input, Output>) {
  const guard: Guard = definition.open ? 'open' : (definition.roles ?? ['employee']);
  const bug = Symbol('bug');

  async function handler(input: z.output<Input>, context: ActionAPIContext): Promise<Output> {
    try {
      return definition.open
        ? await definition.run(input, context)
        : await definition.run(input, context, requireSignedIn(context.locals));
    } catch (error) {
      if (isRefusal(error)) throw await refused(error, context);
      Reflect.set(context, bug, { error });
      throw error;
    }
  }

  const parsed = defineAction<Output, 'form', Input>({
    accept: 'form',
    input: definition.input,
    handler: handler as Parameters<typeof defineAction<Output, 'form', Input>>[0]['handler'],
  });

  async function action(this: ActionAPIContext, form: FormData) {
    try {
      if (guard !== 'open') {
        const person = requireRole(this.locals, ...guard);
        if (isAtKiosk(person) && !definition.atKiosk) throw notAtKiosk();
      }
    } catch (error) {
      if (isRefusal(error)) return { data: undefined, error: await refused(error, this) };
      throw error;
    }
    const result = await parsed.call(this, form);
    // Astro would answer a bug with its message and tell nobody.
    const found: { error: unknown } | undefined = Reflect.get(this, bug);
    if (found) throw found.error;
    if (isInputError(result.error)) inOrder(result.error.issues, definition.input);
    return result;
  }

  return Object.assign(action as unknown as typeof parsed, { guard });
}

const CODES: Record<RefusalCode, ActionErrorCode> = {
  'bad-input': 'BAD_REQUEST',
  'not-signed-in': 'UNAUTHORIZED',
  'not-allowed': 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  gone: 'GONE',
  conflict: 'CONFLICT',
  'too-large': 'CONTENT_TOO_LARGE',
  'too-many': 'TOO_MANY_REQUESTS',
  busy: 'SERVICE_UNAVAILABLE',
};

/** What is wrong is told from the form's top down: the input names its fields in that order. */
function inOrder(issues: { path: PropertyKey[] }[], input: z.ZodType): void {
  const fields = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
  const place = ({ path }: { path: PropertyKey[] }) => fields.indexOf(String(path[0]));
  issues.sort((a, b) => place(a) - place(b));
}

async function refused(
  refusal: Error & { code: RefusalCode },
  context: ActionAPIContext,
): Promise<ActionError> {
  // An ActionError reaches the page as code and message alone; the field goes this way.
  if (isRefusal(refusal)) context.locals.refusal = refusal;
  if (refusal.code === 'not-allowed') await recordForbidden(context.locals, context.url.pathname);
  return new ActionError({ code: CODES[refusal.code], message: refusal.message });
}

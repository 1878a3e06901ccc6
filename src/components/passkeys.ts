/**
 * Asks the browser for a passkey and sends what it answers in the form's hidden field. Forms with
 * `data-passkey` are shown by script alone; what stands in `data-without-passkeys` is for browsers that
 * have no passkeys, or no script.
 */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';

const form = document.querySelector<HTMLFormElement>('form[data-passkey]');
if (form && browserSupportsWebAuthn()) {
  form.hidden = false;
  for (const without of document.querySelectorAll<HTMLElement>('[data-without-passkeys]')) {
    without.hidden = true;
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void answer(form);
  });
}

async function answer(form: HTMLFormElement): Promise<void> {
  const field = form.querySelector<HTMLInputElement>('input[name="answer"]');
  const button = form.querySelector('button');
  const said = form.querySelector<HTMLElement>('[data-passkey-said]');
  const { passkey: options = '', make } = form.dataset;
  if (!field || !button || !said) return;
  button.disabled = true;
  said.hidden = true;
  try {
    const optionsJSON = JSON.parse(options);
    const got =
      make === undefined
        ? await startAuthentication({ optionsJSON })
        : await startRegistration({ optionsJSON });
    field.value = JSON.stringify(got);
    form.submit();
  } catch (error) {
    const isThere = error instanceof Error && error.name === 'InvalidStateError';
    said.textContent = isThere
      ? 'This device is one of your passkeys already.'
      : 'No passkey was used: the request was closed, or it took too long. Nothing was sent. You can try again.';
    said.hidden = false;
    button.disabled = false;
    said.focus();
  }
}

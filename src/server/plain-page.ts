import type { ServerResponse } from 'node:http';

/** What the server itself has to say, where no page of the portal can. */
export type Notice = {
  status: number;
  title: string;
  /** What happened and what to do, in plain words; never anything a visitor sent. */
  words: string;
  /** Extra headers, such as `allow`. */
  headers?: Record<string, string>;
};

export const NOTICES = {
  malformed: {
    status: 400,
    title: 'This address cannot be read',
    words: 'Go back and follow the link again, or type a shorter address.',
  },
  foreignForm: {
    status: 403,
    title: 'This form did not come from the portal',
    words: 'Nothing was changed. Open the page in the portal and send the form from there.',
  },
  missing: {
    status: 404,
    title: 'There is no page at this address',
    words: 'The address may have been typed wrongly. Start again from the portal’s first page.',
  },
  method: {
    status: 405,
    title: 'The portal does not answer this kind of request',
    words: 'It answers GET, HEAD and POST.',
    headers: { allow: 'GET, HEAD, POST' },
  },
  notAForm: {
    status: 415,
    title: 'The portal takes forms only',
    words: 'Nothing was kept. Open the page in the portal and send the form from there.',
  },
  tooLarge: {
    status: 413,
    title: 'That is more than the portal takes at once',
    words:
      'Nothing was kept. Go back, shorten what you wrote or choose a smaller file, and send it again.',
  },
  failed: {
    status: 500,
    title: 'The portal could not show this page',
    words: 'The fault is ours, and it has been noted. Load the page again in a minute.',
  },
} satisfies Record<string, Notice>;

/** Answers with a small page that needs neither style nor script. */
export function sendNotice(res: ServerResponse, notice: Notice, reference: string): void {
  const page = Buffer.from(noticeHtml(notice, reference));
  res.writeHead(notice.status, {
    ...notice.headers,
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(page.length),
  });
  res.end(page);
}

export function noticeHtml({ title, words }: Notice, reference: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escape(title)}</title>
  </head>
  <body>
    <main>
      <h1>${escape(title)}</h1>
      <p>${escape(words)}</p>
      <p>Reference: ${escape(reference)}</p>
    </main>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

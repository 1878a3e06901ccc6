/**
 * A file for the browser to keep, sent as fast as it is read. `ended` is called once, however it
 * ends: sent, given up, or broken.
 */
export function download(
  chunks: AsyncGenerator<Uint8Array | string>,
  { name, type }: { name: string; type: string },
  ended: () => void = () => undefined,
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (!done)
          return controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
        ended();
        controller.close();
      } catch (error) {
        ended();
        throw error;
      }
    },
    async cancel() {
      // One that has not begun would never come to its end by itself.
      ended();
      await chunks.return(undefined);
    },
  });
  return new Response(body, {
    headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` },
  });
}

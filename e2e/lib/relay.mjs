// Stands between the browser and the server, to fail as a network or a busy server does, and to serve a newer app.
import { createServer, request } from 'node:http';

/** Passes everything on until told otherwise through what it answers with. */
export async function relay(address) {
  const target = new URL(address);
  const state = {
    /** Answers instead of the server: `(path, method) => ({ status, headers, body }) | null`. */
    instead: () => null,
    /** Added to the service worker: any change makes it another version. */
    version: '',
  };
  const server = createServer((asked, answer) => {
    const own = state.instead(new URL(asked.url, address).pathname, asked.method);
    if (own) {
      asked.resume();
      answer.writeHead(own.status, { 'content-type': 'application/problem+json', ...own.headers });
      answer.end(own.body ?? '{}');
      return;
    }
    const onward = request(
      {
        host: target.hostname,
        port: target.port,
        path: asked.url,
        method: asked.method,
        headers: asked.headers,
      },
      (reply) => {
        const isWorker = asked.url.startsWith('/service-worker.js') && state.version !== '';
        const headers = { ...reply.headers };
        if (isWorker) {
          delete headers['content-length'];
          delete headers['content-encoding'];
          delete headers.etag;
        }
        answer.writeHead(reply.statusCode, headers);
        if (!isWorker) {
          reply.pipe(answer);
          return;
        }
        const chunks = [];
        reply.on('data', (chunk) => chunks.push(chunk));
        reply.on('end', () => answer.end(`${Buffer.concat(chunks)}\n// ${state.version}\n`));
      },
    );
    onward.on('error', () => answer.destroy());
    // Compressed scripts could not be added to.
    onward.removeHeader('accept-encoding');
    if (asked.url.startsWith('/service-worker.js')) onward.removeHeader('if-none-match');
    asked.pipe(onward);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    state,
    address: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

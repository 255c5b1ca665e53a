// Files from web servers for ADD, as buildkit's source/http asks for them. Plain HTTP; TLS is not simulated.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import {
  ByteReader,
  HttpError,
  header,
  readResponse,
  requestText,
  responseBody,
  wholeBody,
  writeMessage,
} from '../../../userland/lib/http.ts';
import { goWords, internal } from '../errors.ts';
import { dialHost } from '../registry/dial.ts';

const REDIRECTS = 10;

/** The body of a 200. Throws ApiError in buildkit's words. */
export async function fetchUrl(sys: Sys, url: string): Promise<Uint8Array> {
  let at = url;
  for (let redirects = 0; redirects < REDIRECTS; redirects++) {
    const match = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/[^#]*)?/.exec(at);
    if (!match) throw internal(`unsupported protocol scheme in ${at}`);
    const [, scheme = '', host = '', port, path = '/'] = match;
    let fd: Fd;
    try {
      fd = await dialHost(sys, host, Number(port ?? (scheme === 'https' ? 443 : 80)));
    } catch (error) {
      throw internal(`Get "${at}": ${goWords(error)}`);
    }
    try {
      await writeMessage(
        sys,
        fd,
        requestText('GET', path, [
          ['Host', port ? `${host}:${port}` : host],
          ['User-Agent', 'buildkit/v0.25'],
          ['Connection', 'close'],
        ]),
      );
      const reader = new ByteReader(sys, fd);
      const head = await readResponse(reader);
      const next = header(head.headers, 'Location');
      if (head.status >= 300 && head.status < 400 && next !== undefined) {
        at = next.startsWith('/') ? `${scheme}://${host}${port ? `:${port}` : ''}${next}` : next;
        continue;
      }
      if (head.status < 200 || head.status >= 400) throw internal(`invalid response status ${head.status}`);
      return await wholeBody(reader, responseBody(head, 'GET'));
    } catch (error) {
      if (error instanceof HttpError || error instanceof Errno) throw internal(`Get "${at}": ${error.message}`);
      throw error;
    } finally {
      await sys.close(fd);
    }
  }
  throw internal(`Get "${url}": stopped after ${REDIRECTS} redirects`);
}

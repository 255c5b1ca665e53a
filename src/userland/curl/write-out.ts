// curl -w: what is said of a transfer after it. As tool_writeout.c.

import type { Connection } from './connection.ts';
import { type Answer, headerOf } from './http.ts';

export interface Transferred {
  connection: Connection;
  answer: Answer | undefined;
  downloadBytes: number;
  uploadBytes: number;
  requestBytes: number;
  redirects: number;
  connects: number;
  redirectUrl: string;
  effectiveUrl: string;
  method: string;
  scheme: string;
  exitCode: number;
  errorWords: string;
  output: string;
}

const seconds = (ms: number): string => (Math.max(0, ms) / 1000).toFixed(6);

/** A variable's value; undefined where there is none of that name. */
function variable(name: string, done: Transferred): string | undefined {
  const { answer, connection } = done;
  const { times } = connection;
  const local = connection.local && 'port' in connection.local && 'address' in connection.local ? connection.local : undefined;
  const values: Readonly<Record<string, () => string | number>> = {
    http_code: () => String(answer?.status ?? 0).padStart(3, '0'),
    response_code: () => String(answer?.status ?? 0).padStart(3, '0'),
    http_version: () => (answer ? answer.version.replace(/^2\.0$/, '2') : '0'),
    content_type: () => (answer && headerOf(answer, 'content-type')) ?? '',
    size_download: () => done.downloadBytes,
    size_upload: () => done.uploadBytes,
    size_header: () => answer?.head.length ?? 0,
    size_request: () => done.requestBytes,
    speed_download: () => (times.endMs > 0 ? Math.floor((done.downloadBytes * 1000) / times.endMs) : 0),
    speed_upload: () => 0,
    num_connects: () => done.connects,
    num_redirects: () => done.redirects,
    num_headers: () => answer?.headers.length ?? 0,
    redirect_url: () => done.redirectUrl,
    url: () => done.effectiveUrl,
    url_effective: () => done.effectiveUrl,
    urlnum: () => 0,
    remote_ip: () => connection.remote.address,
    remote_port: () => connection.remote.port,
    local_ip: () => local?.address ?? '',
    local_port: () => local?.port ?? 0,
    method: () => done.method,
    scheme: () => done.scheme,
    exitcode: () => done.exitCode,
    errormsg: () => done.errorWords,
    filename_effective: () => done.output,
    time_namelookup: () => seconds(times.resolvedMs),
    time_connect: () => seconds(times.connectedMs),
    time_appconnect: () => seconds(0),
    time_pretransfer: () => seconds(times.sentMs),
    time_starttransfer: () => seconds(times.firstByteMs),
    time_redirect: () => seconds(0),
    time_total: () => seconds(times.endMs),
    ssl_verify_result: () => 0,
  };
  const value = values[name];
  return value === undefined ? undefined : String(value());
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The text of a format; what is written after %{stderr} goes there. */
export function writeOut(format: string, done: Transferred): { out: string; err: string; unknown: string[] } {
  const written = { out: '', err: '' };
  const unknown: string[] = [];
  let to: 'out' | 'err' = 'out';
  const pieces = format.matchAll(/%\{([^}]*)\}|%header\{([^}]*)\}|%(.)|\\(.)|([^%\\]+|.)/gs);
  for (const [all, name, header, percent, escaped, text] of pieces) {
    if (name === 'stderr' || name === 'stdout') to = name === 'stderr' ? 'err' : 'out';
    else if (name !== undefined) {
      const value = variable(name, done);
      if (value === undefined) unknown.push(name);
      written[to] += value ?? '';
    } else if (header !== undefined) written[to] += (done.answer && headerOf(done.answer, header.toLowerCase())) ?? '';
    else if (percent !== undefined) written[to] += percent === '%' ? '%' : all;
    else if (escaped !== undefined) written[to] += ESCAPES[escaped] ?? all;
    else written[to] += text ?? '';
  }
  return { ...written, unknown };
}

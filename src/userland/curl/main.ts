// curl: transfers a URL. curl 8.23.0, of its protocols HTTP without TLS and file.

import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { CurlError, UsageFailure } from './failure.ts';
import { type Options, parseOptions } from './options.ts';
import { transfer } from './transfer.ts';
import { expandGlobs } from './url.ts';

const VERSION = `curl 8.23.0 (x86_64-pc-linux-gnu) libcurl/8.23.0
Release-Date: 2026-09-16
Protocols: file http
Features: UnixSockets
`;

const HELP = `Usage: curl [options...] <url>
 -d, --data <data>           HTTP POST data
 -f, --fail                  Fail fast with no output on HTTP errors
 -h, --help <subject>        Get help for commands
 -o, --output <file>         Write to file instead of stdout
 -O, --remote-name           Write output to file named as remote file
 -i, --show-headers          Show response headers in output
 -s, --silent                Silent mode
 -T, --upload-file <file>    Transfer local FILE to destination
 -u, --user <user:password>  Server user and password
 -A, --user-agent <name>     Send User-Agent <name> to server
 -v, --verbose               Make the operation more talkative
 -V, --version               Show version number and quit

This is not the full help; this menu is split into categories.
Use "--help category" to get an overview of all categories, which are:
auth, connection, curl, deprecated, dns, file, ftp, global, http, imap, ldap, 
output, pop3, post, proxy, scp, sftp, smtp, ssh, telnet, tftp, timeout, tls, 
upload, verbose.
Use "--help all" to list all options
Use "--help [option]" to view documentation for a given option
`;

export default program({
  name: 'curl',
  summary: 'transfer a URL',

  async main(sys, argv) {
    if (argv.includes('-V') || argv.includes('--version')) return print(sys, VERSION);
    if (argv[1] === '-h' || argv[1] === '--help') return print(sys, HELP);
    try {
      return await run(sys, await parseOptions(sys, argv));
    } catch (error) {
      if (error instanceof CurlError) {
        await warn(sys, `curl: (${error.code}) ${error.message}\n`);
        return error.code;
      }
      if (!(error instanceof UsageFailure)) throw error;
      await warn(
        sys,
        [...error.lines, "try 'curl --help' or 'curl --manual' for more information"].map(line => `curl: ${line}\n`).join(''),
      );
      return error.code;
    }
  },
});

async function run(sys: Sys, options: Options): Promise<number> {
  if (options.urls.length === 0) throw new UsageFailure([]);
  if (options.upload !== undefined && options.upload !== '-' && options.upload !== '.') {
    await sys.access(options.upload, { read: true }).catch(() => {
      throw new UsageFailure([`cannot open '${options.upload}'`], 26);
    });
  }
  let status = 0;
  const outputs = [...options.outputs];
  for (const text of options.urls) {
    const output = outputs.shift();
    for (const { url, parts } of options.globoff ? [{ url: text, parts: [] }] : expandGlobs(text)) {
      status = await transfer(sys, options, url, outputPath(output, url, parts));
    }
  }
  return status;
}

/** The file that -o or -O names; #1 stands for what a glob's first part was. */
function outputPath(output: string | undefined, url: string, parts: readonly string[]): string | undefined {
  if (output === 'remote') {
    const name = url
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/[?#].*$/, '')
      .replace(/^[^/]*\/?/, '')
      .replace(/^.*\//, '');
    return name === '' ? 'curl_response' : name;
  }
  return output?.replace(/#(\d)/g, (all, place: string) => parts[Number(place) - 1] ?? all);
}

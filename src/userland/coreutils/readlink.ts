// readlink: where a link leads. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { canonicalize } from './canonicalize.ts';

export default command({
  name: 'readlink',
  summary: 'print value of a symbolic link or canonical file name',
  usage: '[OPTION]... FILE...',
  help: `  -f, --canonicalize            canonicalize by following every symlink in
                                  every component of the given name recursively;
                                  all but the last component must exist
  -e, --canonicalize-existing   all components must exist
  -m, --canonicalize-missing    without requirements on components existence
  -n, --no-newline              do not output the trailing delimiter
  -q, --quiet, -s, --silent     suppress most error messages (on by default)
  -v, --verbose                 report error messages
  -z, --zero                    end each output line with NUL, not newline`,
  short: 'efmnqsvz',
  long: {
    canonicalize: '-f',
    'canonicalize-existing': '-e',
    'canonicalize-missing': '-m',
    'no-newline': '-n',
    quiet: '-q',
    silent: '-s',
    verbose: '-v',
    zero: '-z',
  },
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing operand');
    let noNewline = tool.has('-n');
    if (tool.operands.length > 1 && noNewline) {
      await tool.warn('ignoring --no-newline with multiple arguments', 0);
      noNewline = false;
    }
    const mode = tool.last('-e', '-f', '-m');
    const kind = mode === '-e' ? 'existing' : mode === '-m' ? 'missing' : 'all-but-last';
    for (const path of tool.operands) {
      try {
        const value = mode === undefined ? await tool.sys.readlink(path) : await canonicalize(tool.sys, path, kind);
        tool.out.write(value + (noNewline ? '' : tool.has('-z') ? '\0' : '\n'));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        tool.status = 1;
        if (tool.last('-v', '-q', '-s') === '-v') await tool.complain(path, error);
      }
    }
  },
});

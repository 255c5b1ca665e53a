// tar: archives of files. As GNU tar 1.35.

import { command, Failure, type Tool } from '../lib/command.ts';
import { zoneOf } from '../lib/zones.ts';
import { create } from './create.ts';
import { readMembers } from './extract.ts';
import type { ListStyle } from './names.ts';
import { readOptions } from './options.ts';

const HELP = `Usage: tar [OPTION...] [FILE]...
GNU 'tar' saves many files together into a single tape or disk archive, and can
restore individual files from the archive.

Examples:
  tar -cf archive.tar foo bar  # Create archive.tar from files foo and bar.
  tar -tvf archive.tar         # List all files in archive.tar verbosely.
  tar -xf archive.tar          # Extract all files from archive.tar.

 Main operation mode:

  -A, --catenate, --concatenate   append tar files to an archive
  -c, --create               create a new archive
      --delete               delete from the archive
  -d, --diff, --compare      find differences between archive and file system
  -r, --append               append files to the end of an archive
  -t, --list                 list the contents of an archive
  -u, --update               only append files newer than copy in archive
  -x, --extract, --get       extract files from an archive

 Other options:

  -C, --directory=DIR        change to directory DIR
      --exclude=PATTERN      exclude files, given as a PATTERN
  -f, --file=ARCHIVE         use archive file or device ARCHIVE
      --group=NAME           force NAME as group for added files
  -h, --dereference          follow symlinks; archive the files they point to
  -k, --keep-old-files       don't replace existing files when extracting
      --mode=CHANGES         force (symbolic) mode CHANGES for added files
      --numeric-owner        always use numbers for user/group names
  -O, --to-stdout            extract files to standard output
      --owner=NAME           force NAME as owner for added files
  -p, --preserve-permissions  extract information about file permissions
  -P, --absolute-names       don't strip leading '/'s from file names
      --strip-components=NUMBER  strip NUMBER leading components on extraction
  -T, --files-from=FILE      get names to extract or create from FILE
      --transform=EXPRESSION  use sed replace EXPRESSION to transform names
  -v, --verbose              verbosely list files processed
  -z, --gzip                 filter the archive through gzip
`;

export default command({
  name: 'tar',
  summary: 'an archiving utility',
  usage: '[OPTION...] [FILE]...',
  usageStatus: 2,
  tryText: () => "Try 'tar --help' or 'tar --usage' for more information.\n",
  run: tar,
});

async function tar(tool: Tool): Promise<number> {
  const options = readOptions(tool.argv);
  if (options.has('--help') || options.has('--usage')) {
    tool.out.write(HELP);
    return 0;
  }
  if (options.has('--version')) {
    tool.out.write('tar (GNU tar) 1.35\n');
    return 0;
  }
  const strip = options.value('--strip-components');
  if (strip !== undefined && !/^\d+$/.test(strip)) throw new Failure(`Invalid number of elements: ‘${strip}’`, 2);
  const style: ListStyle = {
    numeric: options.has('--numeric-owner'),
    fullTime: options.has('--full-time'),
    zone: zoneOf(tool.env.TZ),
    width: 19,
  };
  if (['create', 'append', 'update'].includes(options.mode)) return create(tool, options, style);
  return readMembers(tool, options, style);
}

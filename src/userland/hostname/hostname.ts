// hostname, and domainname by its other names: the host's name shown and set. As Debian's hostname 3.25.

import { Errno } from '../../abi/errno.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { baseName } from '../lib/path.ts';

const FORMS = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       {yp,nis,}domainname {nisdomain|-F file}  set NIS domain name (from file)
       {yp,nis,}domainname                      display NIS domain name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program name:
       {yp,nis,}domainname=hostname -y
       dnsdomainname=hostname -d

Program options:
    -a, --alias            alias names
    -A, --all-fqdns        all long host names (FQDNs)
    -b, --boot             set default hostname if none available
    -d, --domain           DNS domain name
    -f, --fqdn, --long     long host name (FQDN)
    -F, --file             read host name or NIS domain name from given file
    -i, --ip-address       addresses for the host name
    -I, --all-ip-addresses all addresses for the host
    -s, --short            short host name
    -y, --yp, --nis        NIS/YP domain name

Description:
   This command can get or set the host name or the NIS domain name. You can
   also get the DNS domain or the FQDN (fully qualified domain name).
   Unless you are using bind or NIS for host lookups you can change the
   FQDN (Fully Qualified Domain Name) and the DNS domain name (which is
   part of the FQDN) in the /etc/hosts file.
`;

export default command({
  name: 'hostname',
  summary: "show or set the system's host name",
  usage: '',
  short: 'aAdfbF:h?iIsVy',
  long: {
    domain: '-d',
    boot: '-b',
    file: '-F',
    fqdn: '-f',
    'all-fqdns': '-A',
    long: '-f',
    short: '-s',
    alias: '-a',
    'ip-address': '-i',
    'all-ip-addresses': '-I',
    nis: '-y',
    yp: '-y',
  },
  usageStatus: 255,
  version: '',
  fullHelp: () => FORMS,
  tryText: () => FORMS,
  run: hostname,
});

async function hostname(tool: Tool): Promise<void> {
  if (tool.has('-V', '--version')) return tool.out.write('hostname 3.25\n');
  if (tool.has('-h', '-?')) return tool.out.write(FORMS);
  const called = baseName(tool.name);
  const domain = ['domainname', 'nisdomainname', 'ypdomainname'].includes(called) || tool.has('-y');
  const file = tool.value('-F');
  if (file !== undefined) return setFromFile(tool, file, domain);
  const [name] = tool.operands;
  if (name !== undefined) return setName(tool, name, domain);
  if (tool.has('-b')) return;
  const names = await tool.sys.uname();
  if (domain) return tool.out.write(`${names.domainname === '' ? '(none)' : names.domainname}\n`);
  const kind = called === 'dnsdomainname' ? '-d' : tool.last('-a', '-A', '-d', '-f', '-i', '-I', '-s');
  if (kind === undefined) return tool.out.write(`${names.nodename}\n`);
  if (kind === '-s') return tool.out.write(`${names.nodename.split('.')[0]}\n`);
  if (kind === '-I' || kind === '-A') return addresses(tool, kind === '-A');
  await resolved(tool, names.nodename, kind);
}

async function setFromFile(tool: Tool, path: string, domain: boolean): Promise<void> {
  let text: string;
  try {
    text = await readText(tool.sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Failure(error.message, 1);
  }
  const name = text
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '' && !line.startsWith('#'));
  if (name === undefined) throw new Failure('file is empty', 1);
  await setName(tool, name, domain);
}

async function setName(tool: Tool, name: string, domain: boolean): Promise<void> {
  if (!domain && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name)) throw new Failure('the specified hostname is invalid', 1);
  try {
    await (domain ? tool.sys.setdomainname(name) : tool.sys.sethostname(name));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EPERM') throw new Failure(`you must be root to change the ${domain ? 'domain' : 'host'} name`, 1);
    throw new Failure(error.code === 'EINVAL' ? 'name too long' : error.message, 1);
  }
}

/** By /etc/hosts, as nsswitch's "files" has it. */
async function resolved(tool: Tool, name: string, kind: string): Promise<void> {
  const text = await readText(tool.sys, '/etc/hosts').catch(error => {
    if (error instanceof Errno) return '';
    throw error;
  });
  const lines = text
    .split('\n')
    .map(line => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(parts => parts.length > 1);
  const found = lines.find(parts => parts.slice(1).includes(name));
  if (found === undefined) throw new Failure('Name or service not known', 1);
  const [address, canonical = name, ...aliases] = found;
  if (kind === '-i') {
    const all = lines.filter(parts => parts.slice(1).includes(name)).map(parts => parts[0]);
    return tool.out.write(`${[...new Set(all.length > 0 ? all : [address])].join(' ')}\n`);
  }
  if (kind === '-f') tool.out.write(`${canonical}\n`);
  else if (kind === '-a') tool.out.write(`${aliases.join(' ')}\n`);
  else if (canonical.includes('.')) tool.out.write(`${canonical.slice(canonical.indexOf('.') + 1)}\n`);
}

/** Every address of every interface but loopback and link-local ones. */
async function addresses(tool: Tool, namesOnly: boolean): Promise<void> {
  if (namesOnly) return tool.out.write('\n');
  const { sys } = tool;
  const fd = await sys.socket('netlink', 'raw', 'route');
  await sys.netlinkSend(fd, { type: 'getaddr', address: {}, flags: { dump: true } });
  const found: string[] = [];
  for (let done = false; !done; ) {
    for (const message of await sys.netlinkReceive(fd)) {
      if (message.type === 'done' || message.type === 'error') done = true;
      else if (message.type === 'newaddr' && message.address.scope === 0 && message.address.local !== undefined)
        found.push(message.address.local);
    }
  }
  await sys.close(fd);
  tool.out.write(`${found.map(address => `${address} `).join('')}\n`);
}

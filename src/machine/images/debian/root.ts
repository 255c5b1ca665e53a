// The root filesystem of the host: Debian's folders and /etc, and an executable file for each simulated program.

import { binaries, binaryLinks } from './binaries.ts';
import { etcFiles, folders, links } from './etc.ts';

/** One entry of an image: exactly one of module, text, target and folder is set. */
export interface ImageEntry {
  module?: string;
  text?: string;
  target?: string;
  folder?: true;
  mode?: number;
  gid?: number;
  /** How large it says it is; the rest reads as zeros. */
  sizeBytes?: number;
}

/** Programs that people type on a Debian host and that this one lacks, beside those of its own packages. */
const ELSEWHERE = `podman buildah skopeo systemctl journalctl apt apt-get aptitude snap flatpak vim vi emacs git ssh scp sftp rsync python python3 pip node npm
go gcc make cmake cargo ruby php mysql psql redis-cli mongosh helm kubectl minikube kind k3s kubeadm eksctl aws terraform ansible vagrant virsh qemu-system-x86_64
tmux screen htop iotop iftop nload strace ltrace gdb perf bpftrace wireshark tshark nmap socat iperf3 wget openssl gpg sudo zsh fish ufw firewall-cmd`;

/** The tree, path to entry, parents before children. */
export function debianRoot(files: Readonly<Record<string, string>>): Map<string, ImageEntry> {
  const tree = new Map<string, ImageEntry>();
  for (const [path, mode] of Object.entries(folders)) tree.set(path, { folder: true, mode });
  for (const [path, target] of Object.entries(links)) tree.set(path, { target });
  for (const [path, file] of Object.entries(etcFiles)) tree.set(path, typeof file === 'string' ? { text: file, mode: 0o644 } : file);
  for (const [path, module] of Object.entries(files)) {
    if (module.startsWith('-> ')) tree.set(path, { target: module.slice(3) });
    else tree.set(path, { module, mode: binaries.get(path)?.mode ?? 0o755, sizeBytes: binaries.get(path)?.sizeBytes });
  }
  for (const [path, target] of binaryLinks) if (!tree.has(path) && tree.has(resolveLink(path, target))) tree.set(path, { target });
  tree.set('/usr/share/slipway/not-simulated', { text: `${notSimulated(files).join('\n')}\n`, mode: 0o644 });
  addParents(tree);
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names that a real Debian host answers to, and this one says it does not simulate. */
function notSimulated(files: Readonly<Record<string, string>>): string[] {
  const here = new Set(Object.keys(files).map(path => path.replace(/^.*\//, '')));
  const there = [...binaries.keys(), ...binaryLinks.keys()].map(path => path.replace(/^.*\//, ''));
  return [...new Set([...there, ...ELSEWHERE.split(/\s+/)])].filter(name => !here.has(name)).sort();
}

const resolveLink = (path: string, target: string): string =>
  target.startsWith('/') ? target : `${path.replace(/\/[^/]*$/, '')}/${target}`;

function addParents(tree: Map<string, ImageEntry>): void {
  for (const path of [...tree.keys()]) {
    for (let parent = path.replace(/\/[^/]*$/, ''); parent !== '' && !tree.has(parent); parent = parent.replace(/\/[^/]*$/, '')) {
      tree.set(parent, { folder: true, mode: 0o755 });
    }
  }
}

// The root filesystem of the host: Debian's folders and /etc, and an executable file for each simulated program.

import type { ImageEntry } from '../../../kernel/fs/imagefs.ts';
import { binaries, binaryLinks } from './binaries.ts';
import { etcFiles, folders, links } from './etc.ts';
import { INIT_PATH, initScript } from './init.ts';

/** Programs that people type on a Debian host and that this one lacks, beside those of its own packages. */
const ELSEWHERE = `podman buildah skopeo systemctl journalctl apt apt-get aptitude snap flatpak vim vi emacs git ssh scp sftp rsync python python3 pip node npm
go gcc make cmake cargo ruby php mysql psql redis-cli mongosh helm kubectl minikube kind k3s kubeadm eksctl aws terraform ansible vagrant virsh qemu-system-x86_64
tmux screen htop iotop iftop nload strace ltrace gdb perf bpftrace wireshark tshark nmap socat iperf3 wget openssl gpg sudo zsh fish ufw firewall-cmd`;

/** The tree by path. `files` is what the packages install. */
export function debianRoot(files: Readonly<Record<string, string>>): Record<string, ImageEntry> {
  const tree = new Map<string, ImageEntry>();
  for (const [path, mode] of Object.entries(folders)) tree.set(path, { mode });
  for (const [path, target] of Object.entries(links)) tree.set(path, { target });
  for (const [path, file] of Object.entries(etcFiles)) tree.set(path, typeof file === 'string' ? { text: file, mode: 0o644 } : file);
  for (const [path, module] of Object.entries(files)) {
    if (module.startsWith('-> ')) tree.set(path, { target: module.slice(3) });
    else tree.set(path, { module, mode: binaries.get(path)?.mode ?? 0o755, size: binaries.get(path)?.sizeBytes });
  }
  for (const [path, target] of binaryLinks) if (!tree.has(path) && tree.has(resolveLink(path, target))) tree.set(path, { target });
  tree.set('/usr/share/slipway/not-simulated', { text: `${notSimulated(files).join('\n')}\n`, mode: 0o644 });
  tree.set(INIT_PATH, { text: initScript, mode: 0o555 });
  return Object.fromEntries([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names that a real Debian host answers to, and this one says it does not simulate. */
function notSimulated(files: Readonly<Record<string, string>>): string[] {
  const here = new Set(Object.keys(files).map(path => path.replace(/^.*\//, '')));
  const there = [...binaries.keys(), ...binaryLinks.keys()].map(path => path.replace(/^.*\//, ''));
  return [...new Set([...there, ...ELSEWHERE.split(/\s+/)])].filter(name => !here.has(name)).sort();
}

const resolveLink = (path: string, target: string): string =>
  target.startsWith('/') ? target : `${path.replace(/\/[^/]*$/, '')}/${target}`;

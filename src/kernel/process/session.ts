// Sessions and process groups: setsid, setpgid, and what becomes of jobs whose shell is gone.

import { Errno } from '../../abi/errno.ts';
import { enterGroup, leaveGroup, type PidNamespace } from '../ns/pid.ts';
import { type Process, ProcessGroup, Session } from './process.ts';
import { signalGroup } from './signal.ts';

/** Moves a process to a group; a group without members is no more. */
export function joinGroup(process: Process, group: ProcessGroup): void {
  if (process.group === group) return;
  leaveItsGroup(process);
  process.group = group;
  group.members.add(process);
}

/** The process leaves its group for good: it was reaped, or moves to another. */
export function leaveItsGroup(process: Process): void {
  const { group } = process;
  if (!group) return;
  group.members.delete(process);
  if (group.members.size > 0) return;
  leaveGroup(group);
  group.session.groups.delete(group);
  if (group.session.tty?.foreground === group) group.session.tty.foreground = undefined;
}

/** A group of the process's own, in that session (its own by default). */
export function newGroup(process: Process, session: Session = process.session): ProcessGroup {
  const group = new ProcessGroup(process, session);
  joinGroup(process, group);
  enterGroup(group);
  return group;
}

/** setsid(2): a session and a group of its own, without a tty. Throws EPERM for the leader of a group. */
export function newSession(process: Process): Session {
  if (process.group?.pids === process.pids) throw new Errno('EPERM');
  if (process.group && (process.ns.pid as PidNamespace).groups.has(process.pids[process.pids.length - 1]!)) throw new Errno('EPERM');
  const session = new Session(process);
  newGroup(process, session);
  return session;
}

/** Groups that the process's end leaves without anybody to continue them: stopped ones hang up (SIGHUP, SIGCONT). */
export function hangUpOrphans(process: Process): void {
  // Only a group that this process was a link to the outside of can become orphaned now (kill_orphaned_pgrp).
  const groups = new Set<ProcessGroup>();
  const { parent } = process;
  if (parent.group !== process.group && parent.session === process.session) groups.add(process.group);
  for (const child of process.children) if (child.session === process.session && child.group !== process.group) groups.add(child.group);
  for (const group of groups) {
    if (!group) continue;
    const members = [...group.members].filter(member => member !== process && !member.exit);
    if (!members.some(member => member.stopped) || !orphanedWithout(group, process)) continue;
    signalGroup(group, 'SIGHUP', 'kernel');
    signalGroup(group, 'SIGCONT', 'kernel');
  }
}

/** Orphaned, once this process is gone: as a member, and as the parent of members. */
function orphanedWithout(group: ProcessGroup, process: Process): boolean {
  for (const member of group.members) {
    if (member === process || member.exit || member.parent === process) continue;
    const { parent } = member;
    if (parent.group !== group && parent.group && parent.session === group.session && !parent.initOfNamespace) return false;
  }
  return true;
}

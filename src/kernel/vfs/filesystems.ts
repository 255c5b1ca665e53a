// The table of filesystem types: what mount -t takes and /proc/filesystems lists. As fs/filesystems.c.

import { type KernelContext, singleton } from '../context.ts';
import type { FilesystemType } from './inode.ts';

const TYPES = Symbol('filesystem types');

const typesOf = (kernel: KernelContext): Map<string, FilesystemType> => singleton(kernel, TYPES, () => new Map<string, FilesystemType>());

/** Adds a type; /proc/filesystems keeps the order. */
export function registerFilesystem(kernel: KernelContext, type: FilesystemType): void {
  typesOf(kernel).set(type.name, type);
}

export const filesystemType = (kernel: KernelContext, name: string): FilesystemType | undefined => typesOf(kernel).get(name);

export const filesystemTypes = (kernel: KernelContext): Iterable<FilesystemType> => typesOf(kernel).values();

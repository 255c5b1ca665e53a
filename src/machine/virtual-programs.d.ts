// The module that vite.config.ts makes of the packages' lists.

declare module 'virtual:programs' {
  export const files: Readonly<Record<string, string>>;
  export const modules: Readonly<Record<string, () => Promise<{ default: import('../abi/program.ts').Program }>>>;
}

// Every string of the page, in English and Korean. A string that one language lacks does not compile.

const en = {
  title: 'Slipway',
  tagline: 'A Linux host with Docker, in this page',
  loading: 'Loading the machine…',
  kernel: 'Starting the host…',
  docker: 'Starting Docker…',
  running: 'Running',
  failed: 'The machine stopped because of a bug in Slipway',
  failedHelp: 'What you typed is kept. You can start the machine again, or copy the report below.',
  restart: 'Restart the machine',
  copyReport: 'Copy the report',
  copied: 'Copied',
  newTerminal: 'New terminal',
  closeTerminal: 'Close terminal {n}',
  terminal: 'Terminal {n}',
  terminals: 'Terminals',
  ended: 'This shell has ended.',
  openAgain: 'Open a new shell',
  themeLight: 'Light colours',
  themeDark: 'Dark colours',
  language: '한국어',
  languageLabel: 'Switch to Korean',
  keys: 'Keys',
};

export type StringName = keyof typeof en;

const ko: Record<StringName, string> = {
  title: 'Slipway',
  tagline: '이 페이지 안에서 도는 도커 리눅스 호스트',
  loading: '머신을 불러오는 중…',
  kernel: '호스트를 시작하는 중…',
  docker: '도커를 시작하는 중…',
  running: '실행 중',
  failed: 'Slipway의 버그로 머신이 멈췄습니다',
  failedHelp: '입력한 내용은 보존됩니다. 머신을 다시 시작하거나 아래 보고서를 복사할 수 있습니다.',
  restart: '머신 다시 시작',
  copyReport: '보고서 복사',
  copied: '복사했습니다',
  newTerminal: '새 터미널',
  closeTerminal: '터미널 {n} 닫기',
  terminal: '터미널 {n}',
  terminals: '터미널',
  ended: '이 셸이 끝났습니다.',
  openAgain: '새 셸 열기',
  themeLight: '밝은 색',
  themeDark: '어두운 색',
  language: 'English',
  languageLabel: '영어로 바꾸기',
  keys: '키',
};

export type Language = 'en' | 'ko';

const LANGUAGES: Readonly<Record<Language, Readonly<Record<StringName, string>>>> = { en, ko };

/** The browser's first language that the page speaks. */
export const browserLanguage = (languages: readonly string[]): Language =>
  languages.find(tag => /^(?:en|ko)\b/.test(tag))?.startsWith('ko') ? 'ko' : 'en';

/** A string in a language, with {names} filled in. */
export const say = (language: Language, name: StringName, values: Readonly<Record<string, string | number>> = {}): string =>
  LANGUAGES[language][name].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));

import type { Language } from './language.ts'

/** What the log says of faults of the machine, or of the gateway itself: when they begin, and when they are over. */
export type OwnFaultTexts = Readonly<Record<OwnFaultCode, string>> & {
  readonly over: (fault: string) => string
  /** An error that nobody has expected. @param stack where it happened */
  readonly bug: (stack: string) => string
}

type OwnFaultCode =
  | 'files.disk-full'
  | 'files.read-only'
  | 'files.unusable'
  | 'files.left-behind'
  | 'connections.used-up'
  | 'memory.used-up'

const en: OwnFaultTexts = {
  'files.disk-full':
    'The disk is full. Requests go on; until there is room, a request that waits loses its place in the line if the gateway ends.',
  'files.read-only':
    'The data directory cannot be written. Requests go on; until it can, a request that waits loses its place in the line if the gateway ends.',
  'files.unusable':
    'Files in the data directory cannot be written. Requests go on; until they can, a request that waits loses its place in the line if the gateway ends.',
  'files.left-behind': 'The file that says where this gateway is could not be removed. The next gateway sees that it is old.',
  'connections.used-up':
    'This process may open no more connections. New clients are turned away and come again; those that are connected go on. To allow more, raise the limit of open files (ulimit -n).',
  'memory.used-up': 'The memory for requests is used up. New requests are asked to come again; those that were taken go on.',
  over: (fault) => `Over: ${fault}`,
  bug: (stack) => `Something went wrong in Holdfast itself; other requests go on: ${stack}`,
}

const ja: OwnFaultTexts = {
  'files.disk-full':
    'ディスクの空き容量がありません。リクエストの処理は続きますが、空きができるまでの間にゲートウェイが終了すると、待っているリクエストの順番は失われます。',
  'files.read-only':
    'データディレクトリに書き込めません。リクエストの処理は続きますが、書き込めるようになるまでの間にゲートウェイが終了すると、待っているリクエストの順番は失われます。',
  'files.unusable':
    'データディレクトリのファイルに書き込めません。リクエストの処理は続きますが、書き込めるようになるまでの間にゲートウェイが終了すると、待っているリクエストの順番は失われます。',
  'files.left-behind':
    'このゲートウェイの場所を示すファイルを削除できませんでした。次のゲートウェイが古いファイルとして扱います。',
  'connections.used-up':
    'このプロセスが開ける接続数の上限に達しました。新しいクライアントの接続は断りますが、クライアントは再び接続してきます。接続済みのクライアントの処理は続きます。上限を上げるには、オープンできるファイル数（ulimit -n）を増やしてください。',
  'memory.used-up':
    'リクエスト用のメモリを使い切りました。新しいリクエストには後で再送するよう求めます。受け付け済みのリクエストの処理は続きます。',
  over: (fault) => `解消しました: ${fault}`,
  bug: (stack) => `Holdfast 自体に問題が起きました。ほかのリクエストの処理は続きます: ${stack}`,
}

const TABLES: Readonly<Record<Language, OwnFaultTexts>> = { en, ja }

export const ownFaultTextsIn = (language: Language): OwnFaultTexts => TABLES[language]

import type { Language } from './language.ts'

/** Help texts of `drill list` and `drill run`. */
export type DrillHelp = {
  readonly list: string
  readonly run: string
  readonly scenario: string
  readonly clientArguments: string
  readonly seed: string
  readonly speed: string
  readonly report: string
  readonly json: string
  readonly client: string
  readonly runsNamed: string
  readonly runsFile: string
  readonly runsClient: string
  readonly runsClientOnce: string
}

const EN: DrillHelp = {
  list: 'show the scenarios that have names',
  run: 'rehearse a scenario and judge what it asserts',
  scenario: 'its name, or a file that holds one',
  clientArguments: 'behind --: arguments of the client',
  seed: 'chance repeats itself with the same number',
  speed: 'how many times faster than life',
  report: 'write a report in Markdown',
  json: 'print the result as one JSON object',
  client: 'rehearse with a client of your own, such as claude, in place of simulated sessions',
  runsNamed: 'a recorded wall of overload, 20 times as fast',
  runsFile: 'a scenario of your own, with a report',
  runsClient: 'work in Claude Code while the provider fails',
  runsClientOnce: 'one prompt into an outage',
}

const JA: DrillHelp = {
  list: '用意されたシナリオの一覧を表示します',
  run: 'シナリオを演習し、その条件を満たすかどうかを判定します',
  scenario: 'シナリオの名前、またはそのファイル',
  clientArguments: '-- の後ろ: クライアントの引数',
  seed: '同じ数を指定すると、同じ偶然が再現されます',
  speed: '実際の何倍の速さで進めるか',
  report: 'Markdown のレポートを書き出します',
  json: '結果を 1 つの JSON オブジェクトとして出力します',
  client: '模擬セッションの代わりに、claude など自分のクライアントで演習します',
  runsNamed: '実際に記録された過負荷を 20 倍速で再現します',
  runsFile: '自作のシナリオを実行し、レポートを残します',
  runsClient: 'プロバイダーに障害が起きるなかで Claude Code を使ってみます',
  runsClientOnce: '障害のさなかにプロンプトを 1 つ送ります',
}

const TABLES: Readonly<Record<Language, DrillHelp>> = { en: EN, ja: JA }

export const drillHelpIn = (language: Language): DrillHelp => TABLES[language]

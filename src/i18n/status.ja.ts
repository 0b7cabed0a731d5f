import { hours, ms, type Millis } from '../core/time.ts'
import type { StatusText } from './status-text.ts'
import { japaneseDuration } from './text.ts'

/** From a minute on, seconds say nothing, from ten hours on minutes. */
function rough(length: Millis): string {
  if (length >= hours(48)) return `${Math.round(length / hours(24))} 日`
  if (length >= hours(10)) return `${Math.round(length / hours(1))} 時間`
  return japaneseDuration(length < 60_000 ? length : ms(Math.floor(length / 60_000) * 60_000))
}
const ago = (length: Millis): string => (length < 1500 ? 'たった今' : `${rough(length)}前`)
const because = (cause: string): string => (cause === '' ? '' : `（${cause}）`)

export const statusJa: StatusText = {
  asking: 'ステータスページ、ゲートウェイ、API に問い合わせています...',
  headline: {
    'requests-go-through': ({ host, ago: length }) =>
      `使えます。${host} はリクエストに応答しています${length === undefined ? '' : `（最後の応答: ${ago(length)}）`}。`,
    'said-and-seen-well': ({ host }) => `使えるようです。ステータスページに障害の報告はなく、${host} も応答しています。`,
    'well-with-report': ({ host }) =>
      `使えるようです。${host} は応答しており、ステータスページでも正常ですが、まだ終了していない報告があります。`,
    'front-door-answers': ({ host }) => `おそらく使えます。${host} は応答しており、こちらで分かっている障害もありません。`,
    'said-degraded': ({ host }) => `ステータスページによると、${host} は動いていますが、普段より調子が悪いようです。`,
    holding: ({ host, held, cause }) =>
      `今は使えません。${host} が失敗を返しています${because(cause)}。${held === 0 ? '' : `${held} 件のリクエストを保留しています。`}`,
    'own-trouble': ({ held, cause }) =>
      `ここからは今、使えません${because(cause)}。${held === 0 ? '' : `${held} 件のリクエストを保留しています。`}`,
    'said-outage': ({ host }) => `今は使えません。ステータスページが ${host} の障害を伝えています。`,
    'said-maintenance': ({ host }) => `今は使えません。${host} はメンテナンス中です。`,
    'front-door-refuses': ({ host, cause }) => `今は使えません。${host} がリクエストを受け付けていません${because(cause)}。`,
    unreachable: ({ host, cause }) => `今は使えません。ここから ${host} につながりません${because(cause)}。`,
    unknown: ({ host }) => `${host} が使えるかどうか、判断できません。`,
  },
  by: {
    gateway: 'このゲートウェイの通信から判断',
    'page-and-edge': 'ステータスページと API の入口から判断',
    page: 'ステータスページから判断',
    edge: 'API の入口から判断',
    nobody: '判断の手がかりなし',
  },
  since: ({ at, away }) => `${at} から（${rough(away)}）`,
  announced: {
    yes: 'ステータスページで発表済み',
    no: 'ステータスページでは未発表',
    unknown: '発表されているかは不明',
  },
  next: {
    'requests-go-through': '',
    'said-and-seen-well': '',
    'well-with-report': '',
    'front-door-answers': '',
    'said-degraded': '試してもかまいません。`holdfast run claude` なら、失敗したリクエストを保留して送り直します。',
    holding: '何もしなくて大丈夫です。復旧すると、保留中のリクエストは自動的に再開します。',
    'own-trouble': '`holdfast doctor` を実行すると、対処方法が分かります。',
    'said-outage': 'こちらで直すことはありません。`holdfast run claude` を使うと、障害の間もセッションが保たれます。',
    'said-maintenance': 'こちらで直すことはありません。予定どおりなら、下の時刻に自然に終わります。',
    'front-door-refuses': '`holdfast doctor` を実行すると、プロバイダーと経路のどちらに原因があるかが分かります。',
    unreachable: '`holdfast doctor` を実行すると、原因を調べられます。',
    unknown: '実際に試してみるか、`holdfast doctor` でさらに詳しく調べてください。',
  },
  ago,
  page: {
    heading: (host, length) => `ステータスページ（${host}、${ago(length)}）`,
    bareHeading: 'ステータスページ',
    unread: (why, length) => `不明: ${why}。確認: ${ago(length)}。`,
    before: (word, length) => `${ago(length)}の時点では「${word}」でしたが、今の状態とは限りません。`,
    old: (age) => `不明: 取得した内容は ${rough(age)}前のものです。`,
    notAbout: (host) => `リクエストの送り先 ${host} については、何も書かれていません。`,
    why: {
      TIMEOUT: '時間内に応答がありませんでした',
      STATUS_NOT_JSON: '返ってきた内容がステータスページではありません',
      STATUS_OTHER_PAGE: '別のサービスのステータスページが返ってきました',
      STATUS_INCOMPLETE: 'ページに API の項目がありません',
      STATUS_TRUNCATED: '応答が途中で切れています',
      STATUS_OLD: '返ってきた内容が古すぎます',
      NOT_ASKED: '問い合わせ先が設定されていません',
    },
    whyStatus: (status) => `HTTP ${status} が返ってきました`,
    whyOther: (code) => `接続できませんでした（${code}）`,
    word: {
      operational: '正常',
      degraded: '性能低下',
      maintenance: 'メンテナンス中',
      outage: '障害',
      unknown: '不明',
    },
    component: {
      operational: '正常',
      degraded_performance: '性能低下',
      partial_outage: '一部で障害',
      major_outage: '大規模な障害',
      under_maintenance: 'メンテナンス中',
    },
    incident: {
      investigating: '原因を調査中',
      identified: '原因を特定',
      monitoring: '対応済み・経過観察中',
    },
    impact: { none: '影響なし', minor: '影響小', major: '影響大', critical: '影響甚大', maintenance: 'メンテナンス' },
    strange: (word) => (word === '' ? '不明（ページに記載がありません）' : `不明（ページの表記は「${word}」）`),
    quoted: (name) => `「${name}」`,
    incidentLine: (name, facts, begun) =>
      `${name}: ${[...facts, ...(begun === undefined ? [] : [`${begun.at} から（${rough(begun.away)}）`])].join('、')}`,
    maintenance: {
      now: (name, _from, until) =>
        `メンテナンス中: ${name}、${until === undefined ? '終了時刻は未定' : `${until.at} まで（あと ${rough(until.away)}）`}`,
      overdue: (name, _from, until) =>
        `メンテナンス中: ${name}、${until === undefined ? '終了時刻は未定' : `${until.at} に終わる予定でした（${ago(until.away)}）`}`,
      planned: (name, from, until) =>
        `メンテナンス予定: ${name}、${from === undefined ? '時刻は未定' : `${from.at} から${until === undefined ? '' : ` ${until.at} まで`}（${rough(from.away)}後）`}`,
    },
  },
  gateway: {
    heading: (url, length) => `このゲートウェイ（${url}、${ago(length)}）`,
    noneHeading: 'このゲートウェイ',
    none: '動いていません。分かるのは、ステータスページと API の入口の様子だけです。',
    silent: '応答がありません。',
    holding: (held, cause, { at, away }) =>
      `${at} から（${rough(away)}）、${held} 件のリクエストを保留しています${because(cause)}`,
    letting: (held) => `${held} 件のリクエストを、それぞれの理由で保留しています`,
    working: (length) => `リクエストは通っています。最後の応答: ${ago(length)}。`,
    quiet: '分かっている障害はありませんが、最近はリクエストが通っていません。',
    unsure: (cause, { at, away }) =>
      `${at}（${ago(away)}）からのリクエストは失敗しました${because(cause)}。その後は試していません。`,
    family: (cause, family) => `${cause}。対象は ${family} のみ`,
    nextTry: (length) => `次の試行は ${rough(length)}後です。`,
  },
  edge: {
    heading: (host, length) => `API の入口（${host}、${ago(length)}）`,
    well: (status) => `ログインなしの問い合わせに、正しく応答しています（HTTP ${status}）。`,
    unwell: (status, cause) => `HTTP ${status}${because(cause)}`,
    unreachable: (code) => `応答がありません（${code}）。`,
  },
  history: {
    heading: (days) => `この ${days} 日間`,
    nothing: {
      'both-known': 'こちらで見えた障害も、発表された障害もありません。',
      'seen-known': 'こちらで見えた障害はありません。発表は読み取れなかったため、不明です。',
      'announced-known': '発表された障害はありません。こちらの様子は、ゲートウェイの記録がないため不明です。',
      neither: '不明です。ゲートウェイの記録がなく、発表も読み取れませんでした。',
    },
    more: (count) => `ほかに古いものが ${count} 件あります。--json で表示できます。`,
    seen: (length, causes) => `こちらで ${rough(length)}（${causes}）`,
    open: (length, causes) => `こちらで ${rough(length)}、継続中（${causes}）`,
    lost: (causes) => `こちらで発生、終了は未確認（${causes}）`,
    announcedLate: (late, name) => `${Math.round(late / 60_000)} 分遅れて${name}と発表`,
    announcedEarly: (early, name) => `${Math.round(early / 60_000)} 分前に${name}と発表`,
    announcedAtOnce: (name) => `1 分以内に${name}と発表`,
    never: '発表なし',
    'not-yet': 'まだ発表なし',
    unknown: '発表の有無は不明',
    'not-theirs': 'ステータスページの対象外',
    onlyAnnounced: (name, length) =>
      `発表のみ: ${name}、${length === undefined ? '継続中' : rough(length)}。こちらでは発生していません`,
    between: '。',
  },
  change: {
    component: (name, word) => `ステータスページ: ${name} が「${word}」になりました。`,
    incidentNew: (incident) => `ステータスページの新しい発表: ${incident}`,
    incidentMoved: (incident) => `ステータスページの続報: ${incident}`,
    incidentOver: (name) => `ステータスページ: ${name}は終わりました。`,
    maintenanceOver: (name) => `ステータスページ: メンテナンス${name}は終わりました。`,
    pageUnread: (why) => `ステータスページの状態は不明です。${why}。`,
    pageReadAgain: 'ステータスページを再び読めるようになりました。',
  },
  watching: '監視しています。Ctrl-C で終了できます。',
  timedOut: (length) => `${japaneseDuration(length)}以内に使えるようになりませんでした。`,
  interrupted: 'Ctrl-C で終了しました。',
  notice: {
    title: 'Holdfast',
    yes: 'Claude がまた使えるようになりました。',
    no: 'Claude は今、使えません。',
    noDesktop: 'このデスクトップには通知を表示できません。代わりに端末のベルを鳴らします。',
  },
  problem: {
    badTimeout: (got) => `\`--timeout\` には 30m、2h、90s のような長さを指定してください。指定された値: ${got}`,
    needs: (flag, others) => `\`${flag}\` は ${others} と一緒に指定してください。`,
  },
  help: {
    status: '使えるのか、障害なのか、メンテナンス中なのかを、プロバイダーの発表とこちらの観測から示します',
    watch: '終了せず、変化を表示し続けます',
    wait: '使えるようになったら終了します (終了コード 0)',
    timeout: '--wait と併用: この長さを過ぎたらあきらめます。30m など (終了コード 1)',
    json: '1 つの JSON オブジェクトで出力します。--watch、--wait では変化ごとに 1 行です',
    notify: '--watch、--wait と併用: 使えなくなったときと復旧したときにデスクトップへ通知します',
    controls: '問い合わせ先のホストを書いたファイル (doctor と共通)',
    asksOnce: '今の状態と、この 7 日間',
    staysOpen: '開いたままにしておくと、復旧が通知されます',
    forScripts: 'API が復旧したら先へ進みます',
    forPrograms: 'プログラムで読むために',
  },
}

import { ms } from '../../core/time.ts'
import { catalogueJa } from '../catalogue.ja.ts'
import type { KnownBad } from '../../core/evidence.ts'
import type { DoctorText, EvidenceTexts } from '../doctor-text.ts'
import { japaneseDuration } from '../text.ts'
import { dayOf, errorText, kilobytes, knownBadIn, momentOf, quick, titleOfCode } from './figures.ts'

const SILENCE = '応答なし'
const since = (ago: number): string => (ago < 1000 ? 'たった今' : `${japaneseDuration(ms(ago))}前`)
const spent = (millis: number): string => `${quick(millis)} ミリ秒`
const error = (code: string): string => errorText(code, SILENCE)
const title = (code: string): string => titleOfCode(catalogueJa, code).replace(/。$/, '')

const LOOKED_UP = {
  system: 'このコンピューターの名前解決',
  'system-control': '別サイトの名前解決',
  server: 'DNS サーバー',
  public: '公開 DNS サーバー',
  unvalidated: '署名を確認しない問い合わせ',
  'made-up': '架空の名前 (検索ドメイン)',
} as const

const FLAWS: Readonly<Record<string, string>> = {
  'line-break': '改行',
  quote: '引用符',
  space: '空白',
  invisible: '見えない文字',
  'full-width': '全角文字',
  'too-short': '途切れ (短すぎます)',
  'wrong-kind': '別の種類の認証情報',
  scheme: '前に付く語 (Bearer など)',
  placeholder: '値の代わりの仮の文字列',
}

export const KNOWN_BAD: Readonly<Record<KnownBad, string>> = {
  'names-wrong-status-page': 'ゲートウェイの障害でも、プロバイダーのステータスページを案内します',
  'sends-login-to-gateway': 'ご自身のログイン情報をゲートウェイに送ることがあります',
  'no-cache-behind-gateway': 'ゲートウェイ経由ではプロンプトキャッシュが効かず、費用が増えます',
  'discards-partial-output': '応答が途中で切れると、届いた分まで捨ててしまいます',
  'background-agents-lose-base-url': 'バックグラウンドのエージェントでベース URL が失われることがあります',
  'wake-logs-out': 'スリープから復帰するとログアウトされます',
  'stale-sockets': '閉じた接続を使い続け、「Socket is closed」で失敗します',
  'stalls-aborted': '応答が止まったと誤って判断し、打ち切ることが多くあります',
  'pings-do-not-count': 'ゲートウェイで待っている応答を、切れたものとみなします',
  'idle-not-recovered': 'ゲートウェイ経由の応答が一時的に止まると、再試行せずに失敗します',
  'forced-gateway-login': '存在しないゲートウェイへのログインを求めます',
  'artifact-tool-refused': 'ゲートウェイ経由のリクエストがすべて 400 で拒否されます',
  'advisor-tool-refused': 'ゲートウェイ経由のリクエストがすべて 400 で拒否されます',
  'no-proxy-ignored': 'NO_PROXY の一部が無視され、プロキシに問い合わせてしまいます',
}

/** In the rows of checks: our own words, which no system says. */
export const CAUSES: DoctorText['causes'] = {
  TIMEOUT: '時間内に応答なし',
  NOT_ASKED: '確認していません',
  STATUS_OLD: '古い写しのため、現状は不明',
  STATUS_NOT_JSON: '読み取れません',
  STATUS_TRUNCATED: '途中で切れました',
  STATUS_OTHER_PAGE: '別のページです',
  STATUS_INCOMPLETE: 'API の情報がありません',
  incident: '障害を公表中',
  minor: '問題を公表中',
  silent: '応答なし',
  'somebody-else': '別のプログラムが応答',
  socks: 'SOCKS は使えません',
  'other-scheme': 'http のアドレスではありません',
  'not-a-url': 'アドレスではありません',
  expired: '期限切れ',
  malformed: '余分な文字があります',
  unreadable: '読み込めません',
  rejected: '拒否されました',
  'none-set': '設定なし',
  'not-running': '起動していません',
  'known-addresses': 'DNS が使えず、既知のアドレスで継続中',
  'plain-http': '暗号化なし (http) のアドレスです',
  'by-proxy': 'プロキシが行います',
  'no-name': '名前解決は不要です',
  doubtful: '不安定',
  unfit: '利用不可',
  trying: '復旧を確認中',
  ramping: '再開中',
}

/** As the status page words them in English. */
const COMPONENT: Readonly<Record<string, string>> = {
  degraded_performance: '性能低下',
  partial_outage: '一部で障害',
  major_outage: '大規模な障害',
  under_maintenance: 'メンテナンス中',
}

export const CHECKS: DoctorText['checks'] = {
  link: '接続',
  egress: 'インターネット',
  dns: '名前解決 (DNS)',
  portal: 'サインインページ',
  proxy: 'プロキシ',
  tcp: 'API への到達',
  mtu: '大きなデータ',
  tls: '暗号化',
  clock: '時計',
  http: 'API の応答',
  gateway: 'ローカルゲートウェイ',
  status: 'ステータスページ',
  settings: '設定',
  credential: 'ログイン',
}

export const EVIDENCE: EvidenceTexts = {
  'no-interface': () => '有効な Wi-Fi やケーブルなどの接続がありません',
  'no-address': ({ device }) => `${device} は接続中ですが、使えるアドレスがありません`,
  'no-route': () => 'デフォルトの経路がありません',
  'first-hop': ({ address, device, state }) =>
    `ルーター ${address} (${device}): ${{ answers: '応答あり', dead: SILENCE, unknown: '不明' }[state]}`,
  tunnel: ({ device }) => `通信がトンネル ${device} に送られています`,
  'other-route': ({ device, millis }) => `${device} を使うとインターネットにつながります (${spent(millis)})`,
  internet: ({ reached, asked }) => `インターネット上のよく知られたアドレス ${asked} 件のうち ${reached} 件が応答しました`,
  mixed: ({ reached, failed, code }) => `数秒の間に ${reached} 回成功し、${failed} 回失敗しました (${code})`,
  portal: ({ url, status, to }) => `${url} への応答が ${status}${to === undefined ? '' : ` で、${to} に転送されました`}`,
  via: ({ via }) => `別々のサイトのページが、同じキャッシュ (${via}) を経由して届いています`,
  'look-up': ({ by, server, addresses, code, millis }) =>
    `${LOOKED_UP[by]}${server === undefined ? '' : ` ${server}`} の結果: ${code === undefined ? addresses.join('、') || 'アドレスなし' : error(code)} (${spent(millis)})`,
  'no-dns-server': ({ file }) => `DNS サーバーの設定が${file === 'missing' ? 'ありません' : '空です'}`,
  'hosts-line': ({ line }) => `hosts ファイルの行: ${line}`,
  'near-name': ({ host }) => `最も近い既知の名前は ${host} です`,
  proxy: ({ shown, variable }) => `プロキシは ${shown} です${variable === undefined ? '' : ` (${variable} の設定)`}`,
  'proxy-failed': ({ at, code, millis }) =>
    `${{ name: 'プロキシの名前解決', connect: 'プロキシへの接続', tunnel: 'プロキシへの中継の依頼' }[at]}に失敗しました: ${error(code)} (${spent(millis)})`,
  'proxy-answer': ({ to, status }) => `${to === 'target' ? 'API' : '別のサイト'}へのプロキシの応答は ${status} です`,
  'proxy-banner': ({ banner }) => `相手は「${banner}」と名乗りました`,
  'other-way': ({ what, shown }) =>
    what === 'direct'
      ? 'プロキシを使わなければつながります'
      : `${what === 'system-proxy' ? 'システムに設定された' : ''}${shown ?? 'プロキシ'} 経由ではつながります`,
  conflicting: ({ variable, shown }) => `${variable} の値は ${shown} です`,
  'target-unreached': ({ host, failed, asked, code }) =>
    `${host} ${asked === 1 ? '' : `のアドレス ${asked} 件のうち ${failed} 件`}に接続できません: ${error(code)}`,
  'target-reached': ({ host, millis }) => `${host} に接続できます (${spent(millis)})`,
  'family-unreached': ({ family, code }) => `IPv${family} ではつながりません: ${error(code)}`,
  'address-unreached': ({ address, code }) => `${address}: ${error(code)}`,
  'programs-give-up': ({ millis, needed }) => `接続に ${spent(needed)}必要ですが、プログラムは ${spent(millis)}であきらめました`,
  'slow-connects': ({ millis, count }) => `${count} 件の接続のうち、最も速いものでも ${spent(millis)}かかりました`,
  'repeated-connects': ({ repeated, failed, asked }) =>
    `接続 ${asked} 件のうち、${repeated} 件は送り直しが必要で、${failed} 件はつながりませんでした`,
  bulk: ({ sent, unacknowledged, millis }) =>
    `送信した ${kilobytes(sent)} kB のうち、${spent(millis)}以内に届いたのは ${kilobytes(sent - unacknowledged)} kB です`,
  control: ({ by, code, millis }) =>
    code === undefined
      ? `別のサイトは正常に応答しました${by === 'http' ? '' : ` (${by.toUpperCase()})`} (${spent(millis)})`
      : `別のサイトにもつながりません: ${error(code)}`,
  handshake: ({ host, code, millis }) => `${host} との暗号化通信を開始できません: ${error(code)} (${spent(millis)})`,
  'other-name': ({ millis }) => `同じアドレスでも、別の名前であれば応答があります (${spent(millis)})`,
  certificate: ({ of, subject, issuer, maker, validFrom, validTo }) =>
    `${of === 'target' ? '証明書' : '別サイトの証明書'}の発行先は「${subject}」、発行元は「${issuer}」${maker === undefined ? '' : ` (${maker})`}、有効期間は ${dayOf(validFrom)} から ${dayOf(validTo)} までです`,
  'ca-file': ({ state }) => (state === 'missing' ? 'ファイルがありません' : 'ファイルを証明書として読み取れません'),
  'checks-off': () => '証明書を確認していません',
  'client-certificate': ({ state }) =>
    ({
      none: 'クライアント証明書が設定されていません',
      used: '設定されたクライアント証明書は受け付けられませんでした',
      missing: 'クライアント証明書のファイルがありません',
      unusable: 'クライアント証明書と鍵を使用できません',
    })[state],
  clock: ({ offset, hosts }) =>
    `サーバー ${hosts} 台と比べて、このコンピューターの時計は ${japaneseDuration(ms(Math.abs(offset)))}${offset > 0 ? '進んで' : '遅れて'}います`,
  answer: ({ host, status, says, requestId, millis, refusal }) =>
    refusal === 'due'
      ? `${host} は正常に応答しました (${spent(millis)}${requestId === undefined ? '' : `、${requestId}`})。認証情報を送らずに確認したため、${status} が正しい応答です`
      : `${host} の応答は ${status}${says === '' ? ' ' : `「${says}」`}です (${spent(millis)}${requestId === undefined ? '' : `、${requestId}`})`,
  'no-answer': ({ host, code, millis }) => `${host} から応答が得られません: ${error(code)} (${spent(millis)})`,
  'reset-at': ({ at }) => `上限は ${momentOf(at)} (UTC) にリセットされます`,
  'status-component': ({ host, name, status }) =>
    `${host} の発表では、${name} は「${COMPONENT[status] ?? status.replaceAll('_', ' ')}」です`,
  incident: ({ name, ago }) => `公表された障害: 「${name}」${ago === undefined ? '' : ` (${since(ago)})`}`,
  'status-quiet': ({ host }) => `${host} では何も公表されていません (発表は遅れることがあります)`,
  'traffic-failed': ({ code, count, ago, requestId }) =>
    `ゲートウェイ経由の通信: ${title(code)} (${count} 回、最後は ${since(ago)}${requestId === undefined ? '' : `、${requestId}`})`,
  'traffic-completed': ({ count, ago }) => `ゲートウェイ経由で ${count} 件の応答が最後まで届いています (直近は ${since(ago)})`,
  'known-addresses': ({ code, ago }) =>
    `ゲートウェイ経由のリクエストは続いています。DNS は ${since(ago)}から使えません (${errorText(code, '応答なし')}) が、これまで正しく使えていたアドレスで接続しています`,
  'at-once': ({ count, longest }) =>
    `ゲートウェイ経由の長い応答 ${count} 件は、いずれも最後にまとめて届きました (最長で ${japaneseDuration(ms(longest))}後)`,
  lane: ({ name, health }) => `ゲートウェイは ${name} を「${CAUSES[health] ?? health}」と判断しています`,
  cuts: ({ count, after, ages }) =>
    ages === 'same'
      ? `応答が ${count} 回、いずれも約 ${japaneseDuration(ms(after))}で切れました`
      : `応答が ${count} 回途切れました (最長 ${japaneseDuration(ms(after))})`,
  woke: ({ ago }) => `このコンピューターは ${since(ago)}にスリープから復帰しました`,
  offline: ({ ago }) => `このコンピューターは ${since(ago)}にオフラインでした`,
  gateway: ({ url, state }) =>
    `${url}: ${{ none: '何も動いていません', answers: '応答あり', silent: SILENCE, 'somebody-else': '別のプログラムが応答しています' }[state]}`,
  setting: ({ name, value, from }) => `${name} の値は「${value}」です (${from})`,
  overridden: ({ name, value, from }) => `${name} は「${value}」にも設定されていますが (${from})、使われません`,
  credential: ({ source, from }) => `使われる認証情報は ${source} です (${from})`,
  flaw: ({ source, what, at }) => `${source} の ${at} 文字目に${FLAWS[what] ?? ` ${what} `}があります`,
  expired: ({ source, ago }) => `${source} の有効期限は ${since(ago)}に切れました`,
  'login-answer': ({ status }) => `ログインを更新するサイトの応答は ${status} です`,
  'login-host': ({ code }) => `ログインを更新するサイトから応答が得られません: ${error(code)}`,
  'known-bad': ({ version, what }) =>
    `バージョン ${version} の不具合: ${knownBadIn(KNOWN_BAD, what) ?? 'この Holdfast がまだ知らないものです'}`,
  node: ({ version }) => `Node.js ${version}`,
  told: ({ code }) => `クライアントの表示: ${title(code)}`,
  gap: ({ check, why }) =>
    `「${CHECKS[check]}」の確認: ${{ 'timed-out': '時間内に結果が出ませんでした', crashed: '異常終了しました', 'not-asked': '省略しました', offline: '省略しました', 'not-here': 'ここでは確認できません' }[why]}`,
}

import type { AuthFoundText } from './auth-text.ts'

/** Latin letters stand apart from Japanese ones. */
export function spaced(text: string): string {
  return `${/^[!-~]/.test(text) ? ' ' : ''}${text}${/[!-~]$/.test(text) ? ' ' : ''}`
}

export const authFoundJa: AuthFoundText = {
  'not-logged-in': 'ログイン、キー、トークンのいずれも見つかりませんでした。',
  'config-dir-missing': (dir, place) => `CLAUDE_CONFIG_DIR (${place}) に指定されたフォルダー ${dir} が存在しません。`,
  'login-blank': (file) =>
    `${file} のログイン情報が空になっています。ログインを更新できなかったときに、Claude Code が残す状態です。`,
  'login-incomplete': (file, lacks) => `${file} のログイン情報には ${lacks} がないため、ログインとして扱われません。`,
  unreadable: (what, file, why) => `${what} ${file} を読み込めません: ${why}。`,
  broken: (what, { file, line, column }, wanted) =>
    `${what} ${file} が壊れているか、書きかけです。${line} 行 ${column} 文字目には、${wanted}が必要です。`,
  'keychain-locked': 'macOS のキーチェーンにログイン情報がありますが、読み取れません。ロックされている可能性があります。',
  'keychain-silent': 'macOS のキーチェーンが応答しないため、ログイン情報があるかどうか分かりません。',
  'keychain-unread': 'ログイン情報は macOS のキーチェーンにあります。Holdfast は中身を読まないため、有効期限までは分かりません。',
  malformed: ({ source, place, flaws }) => `${source} (${place}) の形式が正しくありません。${flaws}。`,
  expired: (source, at, ago) =>
    `${spaced(source).trimStart()}は ${at} (${ago}前) に期限が切れており、更新もできません。その後にログインした覚えがあれば、このコンピューターの時計がずれています。`,
  renews: (source, at, ago) =>
    `${spaced(source).trimStart()}は ${at} (${ago}前) に期限が切れましたが、次に起動したときに Claude Code が自動で更新します。`,
  'ends-soon': (source, at, left) =>
    `${spaced(source).trimStart()}は ${at} (あと${left}) に期限が切れます。その後はログインし直す必要があります。`,
  'valid-too-long': (at) =>
    `ログインの期限が ${at} になっています。通常は長くても 8 時間先なので、このコンピューターの時計が遅れている可能性があります。`,
  'time-unit': {
    seconds: (place) =>
      `expiresAt (${place}) の値が秒単位です。Claude Code はミリ秒として読むため、とっくに期限が切れたものとして扱います。`,
    microseconds: (place) => `expiresAt (${place}) の値がミリ秒単位ではないため、Claude Code はログインを更新しません。`,
  },
  'clock-behind': (by, file) => `このコンピューターの時計がずれているようです。${file} の更新日時が ${by}先になっています。`,
  'clock-impossible': (says) => `このコンピューターの時計がずれています。現在の表示は ${says} です。`,
  'clock-off': {
    ahead: (by) => `このコンピューターの時計は API より ${by}進んでいます。まだ有効なログインが期限切れに見えてしまいます。`,
    behind: (by) => `このコンピューターの時計は API より ${by}遅れています。期限の切れたログインが有効に見えてしまいます。`,
  },
  shadowed: {
    money: (used, hidden) =>
      `${spaced(hidden).trimStart()}より${spaced(used)}が優先されます。リクエストのたびにそのアカウントへ課金され、プランの分は使われません。`,
    nothing: (used, hidden) => `${spaced(hidden).trimStart()}より${spaced(used)}が優先されます。`,
  },
  overruled: (name, by, place) =>
    `${name} が 2 か所で別々の値に設定されています。使われるのは${spaced(by)}の値で、${spaced(place)}の値は無視されます。`,
  'key-not-asked':
    '対話で使うときは、このキーを使うかどうかを Claude Code が一度だけ尋ねます。-p を付けたときは、尋ねずに使います。',
  'key-rejected': (next) =>
    `このキーは使わない、と Claude Code に答えています。対話では${spaced(next)}が使われますが、-p を付けるとこのキーが使われます。`,
  'open-file': {
    group: (file, mode) => `認証情報の入った ${file} が、同じグループのほかのアカウントにも開放されています (モード ${mode})。`,
    everybody: (file, mode) =>
      `認証情報の入った ${file} が、このコンピューターのすべてのアカウントに開放されています (モード ${mode})。`,
  },
  'in-project': (name, place) =>
    `${name} が${spaced(place)}に書かれています。プロジェクトの一部なので、プロジェクトを受け取った人全員に認証情報が渡ってしまいます。`,
  'login-to-stranger': (source, url, place) =>
    `${spaced(source).trimStart()}が、プロバイダーではない ${url} に送られます (ANTHROPIC_BASE_URL、${place})。`,
  'not-ours': (source) => `${spaced(source).trimStart()}が使われます。Holdfast では確認できません。`,
  'command-fails': (end, said) => `apiKeyHelper のコマンドが失敗しました (${end})。${said}`,
  'command-silent': (said) => `apiKeyHelper のコマンドが何も出力しませんでした。${said}`,
  'command-floods': (limit) =>
    `apiKeyHelper のコマンドの出力が長すぎます。Claude Code が受け取るのは ${limit} 文字までで、キー以外を出力してはいけません。`,
  'command-slow': (within, said) => `apiKeyHelper のコマンドが ${within}以内に終わらなかったため、終了させました。${said}`,
  'command-not-started': (why) => `apiKeyHelper のコマンドを起動できませんでした: ${why}。`,
  'command-not-run': {
    'not-wanted': 'apiKeyHelper のコマンドを実行していないため、出力されるキーは確認できていません。',
    'not-trusted':
      'apiKeyHelper のコマンドはこのプロジェクトの設定にありますが、Claude Code でこのフォルダーを信頼すると答えていません。そのため実行していません。',
  },
  'live-accepted': (host) => `たった今、${host} で使えることを確認しました。`,
  'live-refused': (host, status, said) => `${host} に拒否されました (${status})。${said}`,
  'live-unanswered': (host, why) =>
    `${host} に問い合わせできず、確認できませんでした (${why})。キーが無効だという意味ではありません。`,
  'live-unclear': (host, status, said) =>
    `${host} の応答 (${status}) からは、キーの良し悪しが分かりませんでした。キーが無効だという意味ではありません。${said}`,
  'live-not-asked': {
    login:
      'API には問い合わせていません。プランのログインは Claude Code 専用のもので、Holdfast が送信することはありません。試すには claude -p "Hello" を実行してください。',
    nothing: '送るものがないため、API には問い合わせていません。',
    malformed: '認証情報そのものに問題があるため、API には問い合わせていません。',
    'not-ours': '別のプロバイダーの認証情報のため、API には問い合わせていません。',
    command: 'apiKeyHelper のコマンドからキーを得られなかったため、API には問い合わせていません。',
  },
  status: (status) => `終了コード ${status}`,
  signal: 'シグナルで終了',
}

import type { Millis } from '../core/time.ts'
import type { ExplainText } from './explain-text.ts'

function lengthInJapanese(length: Millis): string {
  const total = Math.max(1, Math.round(length / 1000))
  const parts = [
    [Math.floor(total / 3600), '時間'],
    [Math.floor((total % 3600) / 60), '分'],
    [total % 60, '秒'],
  ] as const
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ')
}

export const explainJa: ExplainText = {
  waits: { yes: '待てば解消します', no: '待っても解消しません', until: '書かれた時刻に解消します' },
  sure: { certain: '確実', likely: 'おそらく', possible: '可能性あり' },
  several: (count) => `${count} 種類のエラーが見つかりました。最後のものは次のとおりです。`,
  found: '見つかった箇所:',
  where: ({ line, lastLine, times }) =>
    times === 1 ? `${line} 行目` : `${times} 回 (${line === lastLine ? `${line} 行目` : `${line}〜${lastLine} 行目`})`,
  again: {
    words: (words) => `メッセージに時刻が書かれています: ${words}`,
    at: (when) => `このコンピューターの時計で ${when} にリセットされます。`,
    past: (when) => `${when} にリセットされる予定でした。すでに過ぎているので、もう一度試してください。`,
    in: (length) => `メッセージは ${lengthInJapanese(length)}待つよう求めています。`,
  },
  vague: (status) =>
    status === undefined
      ? '何かが失敗したことしか書かれておらず、理由は分かりません。その前の行に手がかりがあるかもしれません。'
      : `ステータス ${status} しか書かれていないため、送り主は別かもしれません。holdfast explain ${status} で確認できます。`,
  offer: {
    no: 'Holdfast を通していれば、解消するまでリクエストを保留できました: holdfast run claude',
    unknown: 'Holdfast を通している場合は、リクエストが保留され、自動的に再開します。',
  },
  next: '今も続いているかは holdfast doctor で調べられます。次に備えるには: holdfast explain prevention',
  skipped: (megabytes) => `テキストが長いため、途中の ${megabytes} MB は読んでいません。最後に起きたことは末尾に書かれています。`,
  unknown: {
    title: 'このテキストには、Holdfast の知っているエラーがありません。',
    why: 'そのため、原因がどこにあるかはテキストだけでは分かりません。',
    advice: '前の行も含めて、メッセージ全体を貼り付けてください。API までの経路に問題がないかは holdfast doctor で調べられます。',
    kin: '言葉が近いのは次のものですが、関係がないかもしれません。',
    noKin: '似ているものも見つかりませんでした。',
  },
  status: {
    known: {
      200: 'ステータス 200 は成功です。それでもエラーになるのは、API 以外のものが答えたか、回答が途中で壊れたときです。',
      400: 'ステータス 400 は、リクエストの内容が受け付けられないことを示します。',
      401: 'ステータス 401 は、キーやログインが受け付けられないことを示します。',
      402: 'ステータス 402 は、先に支払いが必要なことを示します。',
      403: 'ステータス 403 は、許可されていないことを示します。アカウント、場所、または途中の機器によるものです。',
      404: 'ステータス 404 は、モデルやアドレスが見つからないことを示します。',
      407: 'ステータス 407 は、ログインを求めるプロキシが返します。API が返すことはありません。',
      408: 'ステータス 408 は、リクエストが届くまでに時間がかかりすぎたことを示します。',
      413: 'ステータス 413 は、リクエストが大きすぎることを示します。',
      429: 'ステータス 429 は「多すぎる」という意味です。一時的な混雑か、プランや予算の上限です。',
      451: 'ステータス 451 は、法的な理由で遮断されていることを示します。',
      500: 'ステータス 500 は、相手側のプログラムで異常が起きたことを示します。',
      502: 'ステータス 502 は、途中にいるものが、その先から使える応答をもらえなかったことを示します。',
      503: '503 はいつもサーバー側の問題でしょうか。いいえ。ほとんどはそうですが、途中にあるものも 503 を返せます。',
      504: 'ステータス 504 は、途中にいるものが、その先の応答を待ちきれなかったことを示します。',
      511: 'ステータス 511 は、サインインを求めるネットワークが返します。API が返すことはありません。',
      529: 'ステータス 529 は、API が全体的に混み合っていることを示します。ほかにこの番号を使うものはありません。',
    },
    other: (number) => `ステータス ${number} は、ここではめったに現れません。`,
    cloudflare: (number) => `${number} は、多くのサービスの手前にある Cloudflare のエラーです。`,
    side: {
      provider: 'プロバイダー側の問題です。あなたのコンピューターとネットワークは正常なので、待つほかにすることはありません。',
      yours: 'あなたの側の問題です。何かを直すまで解消しません。',
      either: 'プロバイダー側のことも、あなたの側のこともあります。一緒に届いた内容で見分けられます。',
      unknown: '番号だけでは、原因がどこにあるか分かりません。',
    },
    senders: '返す可能性があるもの:',
    tell: '見分け方:',
    cues: [
      '{"type":"error",...} とリクエスト ID (req_...) が含まれていれば、API 自身の応答です。',
      '"no healthy upstream" や "upstream connect error" とあれば、API の手前のロードバランサーです。自分で Envoy を動かしていない限り、あなたの側のものではありません。',
      'Web ページ (HTML) なら、多くは会社のプロキシ、ファイアウォール、VPN、または Wi-Fi のサインイン画面です。Cloudflare や nginx の名前があるページは、サービスの手前で作られています。',
      'squid、Zscaler、Fortinet、または会社の名前があれば、あなたの側のプロキシです。',
      'ANTHROPIC_BASE_URL を localhost などに設定している場合は、自分のゲートウェイが返したのかもしれません。',
      '別のネットワーク (スマートフォンなど) でも同じならプロバイダー側、そこで動くならあなたのネットワークです。',
    ],
    next: 'メッセージ全体を貼り付ければすぐに分かります: holdfast explain "..."   調べさせることもできます: holdfast doctor',
  },
  prevention: {
    title: 'プロバイダーの障害そのものは防げません。しかし、作業が失われることは防げます。',
    steps: [
      {
        text: 'クライアントを Holdfast 経由で起動します。障害のあいだは待ち、復旧するとそのまま続きます。',
        command: 'holdfast run claude',
      },
      { text: 'それを標準にして、意識しなくても済むようにします。', command: 'holdfast install', needs: 'install' },
      {
        text: 'DNS、プロキシ、証明書、設定など、あなたの側の問題を困る前に見つけます。',
        command: 'holdfast doctor',
      },
      { text: '測定したネットワークの状態に、制限時間を合わせます。', command: 'holdfast tune', needs: 'tune' },
      {
        text: 'サービスが止まっているかを確認し、復旧したら知らせを受けます。',
        command: 'holdfast status --wait',
        needs: 'status',
      },
      { text: 'ログインの期限が近くないかを確認します。', command: 'holdfast auth', needs: 'auth' },
      { text: '障害が起きるとどうなるかを、危険なしに一度見ておきます。', command: 'holdfast drill' },
    ],
    honest:
      'どのプログラムにも防げないものがあります。プランの上限、残高不足、つながっていないネットワークです。Holdfast はどれなのかを知らせ、成功しないものは再試行しません。',
  },
  list: {
    code: 'コード',
    owner: '原因の所在',
    waits: '待てば解消',
    hint: '意味と対処は holdfast explain コード で表示できます。',
  },
  paste:
    'エラーを貼り付け、Enter のあと Ctrl-D を押してください (Windows では Ctrl-Z のあと Enter)。内容が外部に送られることはありません。',
  problem: {
    empty: '説明するテキストがありません。引用符で囲んで渡すか、パイプで渡してください: holdfast explain "API Error: 529"',
    unknownCode: (got, near) =>
      `${got} というコードはありません。${near === '' ? '' : `${near} のことでしょうか。`}一覧は holdfast explain --list で表示できます。`,
    file: (name) => `${name} はファイルです。中身を説明させるには: holdfast explain - < ${name}`,
    unreadable: (why) => `テキストを読み取れませんでした: ${why}`,
    tooLarge: (megabytes) =>
      `テキストが ${megabytes} MB を超えています。末尾だけで十分です: tail -c 3000000 ファイル | holdfast explain -`,
    listAndText: '--list は単独で使います。テキストか --list のどちらかを外してください',
  },
  help: {
    explain: 'エラーメッセージの意味、原因の所在、対処を説明します',
    text: 'メッセージ、ステータス (503)、コード、"prevention"、またはパイプの入力を表す -',
    json: '結果を 1 つの JSON オブジェクトで出力します',
    list: 'すべてのコードを表示します',
    error: '引用符で囲んだエラー',
    piped: 'ログ全体',
    clipboard: 'コピーした内容 (macOS)',
    status: 'ステータスの意味と、返す可能性があるもの',
    prevention: '次に備えるには',
    code: '一覧のコード 1 つ',
  },
}

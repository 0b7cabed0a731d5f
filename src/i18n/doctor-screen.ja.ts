import type { DoctorScreenText } from './doctor-screen-text.ts'
import { ja } from './ja.ts'
import { japaneseDuration } from './text.ts'

export const doctorScreenJa: DoctorScreenText = {
  checking: '原因を調べています...',
  pleaseWait: '原因を調べています。長くても 8 秒で終わります。',
  why: '理由:',
  also: 'ほかに:',
  sentence: (text) => `${text}。`,
  alsoFound: (title, owner) => `${title} (${owner})`,
  checks: (took) => (took === 0 ? '確認項目' : `確認項目 (${(took / 1000).toFixed(1)} 秒)`),
  notTested: '確認していないこと:',
  time: (millis) => (millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} 秒`),
  interrupted: '結果が出る前に終了しました。',
  pasteError: 'メッセージを貼り付け、Enter、Ctrl-D の順に押してください。',
  errorUnknown: '--error で指定されたメッセージは未知のものだったため、それを使わずに確認しました。',
  over: (after) => `正常に戻りました (最初の確認から ${japaneseDuration(after)}後)。`,
  watching: (next) => `${japaneseDuration(next)}後にもう一度確認します。Ctrl-C で終了できます。`,
  replayed: (when, version) => `${when} に Holdfast ${version} で観測した内容をもとに判定しました。今回は何も測定していません。`,
  problem: {
    badTarget: (got) => `\`--target\` には${ja.config.expected.url}を指定してください (指定された値: ${got})。`,
    unknownCheck: (flag, got, nearest, known) =>
      `\`${flag}\` の確認項目 \`${got}\` はありません。${nearest === '' ? '' : `\`${nearest}\` のことでしょうか。`}指定できるもの: ${known}`,
    nothingLeft: '`--check` と `--skip` の指定により、確認する項目がなくなりました。',
    noErrorText: '`--error` には、クライアントに表示されたメッセージを指定してください (何も指定されていません)。',
    together: (one, other) => `\`${one}\` と \`${other}\` は同時に指定できません。`,
    unreadable: (file, why) => `${file} を読み込めません: ${why}。`,
    controls: {
      notJson: (file, { line, column }, wanted) =>
        `${file} の ${line} 行 ${column} 文字目: JSON として正しくありません。ここには${wanted}が必要です。`,
      unknownKey: (file, line, nearest) =>
        `${file} の ${line} 行目: そのような設定はありません。${nearest === '' ? '' : `\`${nearest}\` のことでしょうか。`}`,
      badValue: (file, line, { path, expected }) =>
        `${file} の ${line} 行目${path === '' ? '' : `、\`${path}\``}: ${expected}を指定してください。`,
      wanted: ja.config.wanted,
      expected: {
        address: '1.1.1.1:443 や [2606:4700:4700::1111]:443 のような、ポート付きのアドレス',
        resolver: '1.1.1.1、1.1.1.1:53、https://1.1.1.1/dns-query のような DNS サーバー',
        portal: '`url` (http)、`status`、`body` を持つオブジェクト',
        site: 'https://www.example.com/ のようなサイトの URL',
        host: 'ホスト名',
        list: '配列',
        url: 'https://api.anthropic.com のようなベース URL',
        status: '204 のような HTTP ステータス',
        text: '文字列',
        controls: '比較先を書いたオブジェクト',
      },
    },
    replay: {
      'not-json': (file) => `${file} は JSON ではありません。\`holdfast doctor --json\` の出力を指定してください。`,
      'not-a-replay': (file) =>
        `${file} には再判定できる観測結果がありません。\`holdfast doctor --json\` の出力を指定してください。`,
      'other-schema': (file) =>
        `${file} は別のバージョンの Holdfast が書き出したもので、このバージョンでは読み取れない形式です。`,
      'newer-schema': (file) =>
        `${file} は新しいバージョンの Holdfast が書き出したものです。Holdfast を更新してから、もう一度実行してください。`,
    },
  },
  help: {
    doctor: 'API につながらないとき、原因がどこにあり、何をすればよいかを調べます',
    json: '結果を 1 つの JSON オブジェクトとして、両方の言語と全観測結果を含めて出力します',
    error: 'クライアントに表示されたエラーを手がかりに調べます。- を指定すると標準入力から読み取ります',
    offline: '比較先のホストには接続せず、このコンピューター、プロキシ、API だけを調べます',
    deep: '時間のかかる確認も行います。API キーがあれば、モデルに 1 トークンだけ要求します',
    watch: '正常になるまで繰り返し確認します',
    check: 'この項目だけを確認します (複数回指定できます)',
    skip: 'この項目は確認しません (複数回指定できます)',
    target: 'クライアントの接続先の代わりに調べるベース URL',
    controls: '比較先のホストを書いた JSON ファイル (コメント可)',
    replay: '以前の --json の観測結果を、ネットワークに接続せずに判定し直します',
    asks: '長くても 6 秒ほどで、何も変更しません',
    startsFromError: 'そのエラーが何を意味していたのかを調べます',
    waits: '作業を再開できるようになったら分かります',
    forReports: 'バグ報告に添えるために',
  },
}

import type { TuneApplyText } from './tune-apply-text.ts'

export const tuneApplyJa: TuneApplyText = {
  how: (command) => `まだ何も変更していません。適用するには: \`${command}\``,
  applied: (file) => `適用し、動作を確認しました: ${file}`,
  undoHow: (command) => `元に戻すには: \`${command}\``,
  takenBack: (why) => `うまくいきませんでした（${why}）。すべて元に戻しました。`,
  left: (file, why) => `うまくいきませんでした（${why}）。その間に ${file} が別に変更されたため、そのままにしてあります。`,
  notBegun: (file) => `${file} がたった今変更されたため、何もしませんでした。もう一度お試しください。`,
  late: '30 秒以内に結果が出ませんでした',
  noFile: (command) =>
    `ゲートウェイが読む設定ファイルが分かりません。次のように指定してください（なければ作成します）: \`${command} --config holdfast.json\``,
  undone: (file) => `${file} を元に戻しました。`,
  nothingToUndo: '元に戻すものはありません。',
  changedSince: (file) => `適用したあとに ${file} が変更されています:`,
  changedHow: '何も変更していません。上の行を戻してから、もう一度お試しください。',
  laterFirst: (file, command) => `${file} は、そのあとでもう一度変更されています。先にそちらを戻してください: \`${command}\``,
  badRecord: (file) => `${file} を読み取れません。このバージョンの tune が書いた記録ではないようです。`,
  bothFlags: '適用と取り消しは同時にできません。`--apply` か `--undo` のどちらかを指定してください。',
  restartGateway: '動作中のゲートウェイは、再起動したときに読み込みます: `holdfast restart`',
  startWith: (file) => `このファイルを指定してゲートウェイを起動してください: \`holdfast serve --config ${file}\``,
  found: {
    notRead: '変更したファイルの内容が意図どおりになっていません',
    noAnswer: '新しい DNS サーバーが応答しませんでした',
    gatewayGone: '動いていたゲートウェイが応答しなくなりました',
  },
}
